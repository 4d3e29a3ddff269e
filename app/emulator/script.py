"""Conversations as data: what is said, and what must come of it. Imports nothing of ours.

A script is YAML: `name`, perhaps `device`, and `steps`. Each step says something (`say`) or does something (`do`).
"""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

NUMBER = "{number}"
"""Stands for the number of the newest order"""
Said = str | list[str]
Line = list[Any]
Nonempty = Annotated[str, StringConstraints(min_length=1, pattern=r"\S", strict=True)]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Strict(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True)


class Expect(_Strict):
    """What must come of a step; what is not named is not looked at."""

    intent: str | None = None
    slots: dict[str, Said] | None = None
    """All filled slots: the id, several as a list; the words where there is no id"""
    speech: Pattern | None = None
    """A regular expression that is found in the speech"""
    cart: list[Line] | None = None
    """[quantity, product, {option group: choice}]"""
    ended: bool | None = None
    card: Pattern | None = None
    """A regular expression; empty: no card"""
    elicits: str | None = None
    """The slot that a dialog directive asks for; empty: none"""
    screen: list[str] | None = None
    """Rows of text, exactly"""


class Step(_Strict):
    """Something said or done."""

    say: Nonempty | None = None
    do: Literal["open", "silence", "exit"] | None = None
    only: Literal["alexa", "counter"] | None = None
    """The one door it is for"""
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.say is None) == (self.do is None):
            raise ValueError("give either `say` or `do`")
        return self

    @property
    def title(self) -> str:
        """How it is named to people."""
        return f'"{self.say}"' if self.say else f"({self.do})"


class DeviceOptions(_Strict):
    """What the script's device is like."""

    screen: bool = False


class Script(_Strict):
    """A conversation."""

    name: Nonempty
    device: DeviceOptions = DeviceOptions()
    steps: Annotated[list[Step], Field(min_length=1)]
