"""The package's interaction model as Alexa sees it, and what a language brings by itself. Imports this room's errors only.

Only the package is read, never the language files it was made from: it is judged here.
"""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.emulator.errors import ModelUnusable

Words = tuple[str, ...]
PACKAGE = Path(__file__).parents[2] / "skills" / "package"
_WORD = re.compile(r"\{\w+\}|[^\W_]+(?:['.][^\W_]+)*'?")


def words_of(text: str) -> Words:
    """Give the words of a text as they are spoken: no case, no punctuation; slots stay as they are."""
    return tuple(_WORD.findall(text.lower().replace("\u2019", "'")))


class _Part(BaseModel):
    """A part of the model; members that are not read here are left alone."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="ignore")


class Name(_Part):
    """How a value of a slot type is said."""

    value: str
    synonyms: tuple[str, ...] = ()


class Value(_Part):
    """A value of a slot type."""

    id: str = ""
    name: Name


class SlotType(_Part):
    """A custom slot type."""

    name: str
    values: tuple[Value, ...] = ()


class Several(_Part):
    """Whether a slot takes several values."""

    enabled: bool = False


class Slot(_Part):
    """A slot of an intent."""

    name: str
    type: str
    several: Several = Field(default=Several(), alias="multipleValues")
    samples: tuple[str, ...] = ()
    """How it is answered when it is asked for"""


class Intent(_Part):
    """An intent with its samples."""

    name: str
    slots: tuple[Slot, ...] = ()
    samples: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Slot]:
        """The slots; Amazon compares their names without case."""
        return {slot.name.lower(): slot for slot in self.slots}


class _LanguageModel(_Part):
    invocation: str = Field(alias="invocationName")
    intents: tuple[Intent, ...]
    types: tuple[SlotType, ...] = ()


class _Named(_Part):
    name: str


class _Dialog(_Part):
    intents: tuple[_Named, ...] = ()


class _InteractionModel(_Part):
    language: _LanguageModel = Field(alias="languageModel")
    dialog: _Dialog = _Dialog()


class Model(_Part):
    """One locale of the package."""

    locale: str
    whole: _InteractionModel = Field(alias="interactionModel")
    document: dict[str, Any]
    """As it stands in the package"""

    @classmethod
    def read(cls, package: Path, locale: str) -> Self:
        """Read a locale of a package; ModelUnusable says what is wrong."""
        path = package / "interactionModels" / "custom" / f"{locale}.json"
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            return cls.of(document, locale)
        except OSError as error:
            raise ModelUnusable(path, str(error.strerror)) from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise ModelUnusable(path, f"{where}: {first['msg']}") from None
        except (ValueError, RecursionError) as error:
            raise ModelUnusable(path, f"not JSON: {error}") from None

    @classmethod
    def of(cls, document: dict[str, Any], locale: str) -> Self:
        """Read a model's JSON; ValidationError where it is none."""
        given = document if isinstance(document, dict) else {}
        return cls.model_validate(given | {"locale": locale, "document": document})

    @property
    def invocation(self) -> str:
        """What the skill is called by."""
        return self.whole.language.invocation

    @cached_property
    def intents(self) -> Mapping[str, Intent]:
        """All intents by name, built-in ones too."""
        return {intent.name: intent for intent in self.whole.language.intents}

    @cached_property
    def types(self) -> Mapping[str, SlotType]:
        """The custom slot types by name."""
        return {slot_type.name: slot_type for slot_type in self.whole.language.types}

    @cached_property
    def dialogs(self) -> frozenset[str]:
        """The intents that have a dialog."""
        return frozenset(intent.name for intent in self.whole.dialog.intents)


class Speech(_Part):
    """What a language brings by itself: a file beside this module."""

    intents: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...]
    ask: tuple[str, ...]
    exit: tuple[str, ...]
    wake: tuple[str, ...]
    filler: frozenset[str]
    joins: tuple[str, ...]
    digits: Mapping[str, str]
    number_words: frozenset[str]
    passing: str
    """A pattern of what another hour says otherwise"""
    accounts: str
    """A pattern of what is said to an account only"""
    names: str

    @classmethod
    def load(cls) -> Self:
        """Read English, the only one there is."""
        text = Path(__file__).with_name("english.yaml").read_text(encoding="utf-8")
        return cls.model_validate(yaml.safe_load(text))

    @property
    def words(self) -> frozenset[str]:
        """The words that are no misspelled ones."""
        return self.filler | self.number_words | frozenset(self.digits) | set(self.names.split())
