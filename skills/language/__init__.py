"""The one source of language for a locale: sentence templates, lists and words, read from `<locale>.yaml`.

May import `skills.language.merge`. Templates are written in hassil's syntax; `skills.lexicon` joins them with the catalogue.
A locale's file may say only how it differs from another one, its base.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from skills.language.merge import LanguageFault, known, read

DIRECTORY = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListSource(_Strict):
    """Where the values of a slot come from: a range of numbers, digits said one by one, or written out."""

    alexa: str = ""
    """Alexa's own type; empty: the values are told to Alexa"""
    range: tuple[int, int] | None = None
    spelled: tuple[str, ...] = ()
    """CLDR's rule sets for the words of a range's numbers; none: the language's usual one"""
    digits: tuple[int, int] | None = None
    """Fewest and most digits."""
    also: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    """Other words for a digit ("oh" for 0), or for a number of a range ("a dozen")"""
    values: str = ""
    """Words apart by spaces."""
    ways: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By value: how it is said"""


class Sentence(_Strict):
    """A template, and how likely it is beside the others."""

    say: str
    weight: float = 1.0
    """For the recogniser; 0: it is understood, but not listened for"""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, source: Any) -> Any:
        return {"say": source} if isinstance(source, str) else source


class IntentSource(_Strict):
    """Sentences that mean one intent; `answers` count only after the question they are listed under."""

    sentences: tuple[Sentence, ...]
    answers: dict[str, tuple[Sentence, ...]] = Field(default_factory=dict)

    def only(self, fits: Callable[[str], bool]) -> "IntentSource":
        """The sentences whose template fits."""
        kept = {q: tuple(a for a in said if fits(a.say)) for q, said in self.answers.items()}
        said = tuple(s for s in self.sentences if fits(s.say))
        return IntentSource(sentences=said, answers=kept)

    @property
    def all(self) -> tuple[str, ...]:
        """Sentences and answers."""
        every = (*self.sentences, *(a for answers in self.answers.values() for a in answers))
        return tuple(sentence.say for sentence in every)


class Question(_Strict):
    """How some questions are answered: the answers become likelier, and all else can still be said."""

    after: tuple[str, ...]
    """The questions; those that are answered alike are listened to alike"""
    share: float = Field(gt=0, lt=1)
    """Of all that is said after it, for the recogniser"""
    intents: tuple[str, ...]
    """What an answer is, beside the `answers` that intents list under the questions"""


class Joiners(_Strict):
    """What is said before the first and before each further option behind a product; around it, where "{}" stands for it."""

    first: str
    next: str
    loose: str
    """What may stand before any option, where much is understood but not listened for"""
    ahead: str = ""
    """The same, where options that the catalogue puts behind a product may stand before it; empty: they may not"""


class VoiceSource(_Strict):
    """Who speaks a locale, and how."""

    name: str = ""
    """A voice by its own name; "": the best that is installed for the locale"""
    rate: int = Field(default=165, ge=80, le=400)
    """Words a minute"""
    volume: float = Field(default=1.0, gt=0, le=1)


class Asides(_Strict):
    """What is said around what is meant: whoever types means the same without it."""

    anywhere: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    """Said behind anything; alone they answer nothing, and are no miss"""


class Naming(_Strict):
    """What is said around a name that no list has, and what is none."""

    telling: tuple[str, ...] = ()
    """Ahead of a name, at any time ("my name is")"""
    correcting: tuple[str, ...] = ()
    """Ahead of that, or of a name and what it is not ("no")"""
    being: tuple[str, ...] = ()
    """Ahead of a name that is put in the place of another one ("it's")"""
    instead: tuple[str, ...] = ()
    """Between a name and the one that was wrong ("not")"""
    ahead: tuple[str, ...] = ()
    """Ahead of a name that was asked for"""
    behind: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """How a name is not given"""
    idle: str = ""
    """Words apart by spaces: what consists of them alone is no name, nor what begins with one where none was asked for"""


class Language(_Strict):
    """All that a locale's file says."""

    locale: str
    language: str
    invocation_name: str
    """What customers of Alexa ask for; empty where Alexa does not speak the language"""
    words: Literal["spaced", "joined"] = "spaced"
    """joined: spaces carry no meaning, and a sentence is understood however it is spaced"""
    multiple_values: bool
    """Whether Alexa can take several values for one slot in this locale"""
    amounts: dict[str, tuple[str, ...]]
    """By the amounts that a catalogue can name: little, some, lots, none"""
    voice: VoiceSource = VoiceSource()
    joiners: Joiners
    lists: dict[str, ListSource]
    rules: dict[str, str]
    intents: dict[str, IntentSource]
    questions: dict[str, Question] = Field(default_factory=dict)
    pronunciations: dict[str, str] = Field(default_factory=dict)
    """Word -> phones of the recogniser's dictionary (ARPAbet), for words that it lacks."""
    asides: Asides = Asides()
    naming: Naming = Naming()

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        """Every intent named as an answer is there, and every question with answers stands in one group."""
        asked = [one for question in self.questions.values() for one in question.after]
        for name, question in self.questions.items():
            for intent in question.intents:
                if intent not in self.intents:
                    raise ValueError(f"questions: {name}: there is no intent {intent!r}")
            if twice := [one for one in question.after if asked.count(one) > 1]:
                raise ValueError(f"questions: {name}: {twice[0]!r} stands in two groups")
        answered = {one for intent in self.intents.values() for one in intent.answers}
        if unheard := sorted(answered.difference(asked)):
            raise ValueError(
                f"questions: no group for {unheard[0]!r}, so its answers are not heard"
            )
        return self

    @classmethod
    def load(cls, locale: str, directory: Path = DIRECTORY) -> "Language":
        """Read a locale's file; `LanguageMissing` names the locales there are."""
        document = read(directory, locale, ".yaml")
        try:
            return cls.model_validate(document | {"locale": locale})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise LanguageFault(f"{locale}.yaml: {where}: {first['msg']}") from error


def locales(directory: Path = DIRECTORY) -> tuple[str, ...]:
    """Name the locales that have a language file."""
    return known(directory, ".yaml")
