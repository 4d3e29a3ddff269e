"""Plays a script on a stage and compares what came of it with what was expected. Imports this room only."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.emulator.model import Speech
from app.emulator.numbers import Numbers
from app.emulator.script import NUMBER, Expect, Step
from app.emulator.script_file import ScriptFile
from app.emulator.stages import Seen, Stage


@dataclass(frozen=True)
class Miss:
    """An expectation that did not come true."""

    key: str
    wanted: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.key}\n    expected: {self.wanted!r}\n    but was:  {self.got!r}"


@dataclass(frozen=True)
class Played:
    """A step that was played, or left out."""

    step: Step
    where: str
    """File and line"""
    seen: Seen | None = None
    misses: tuple[Miss, ...] = ()
    unseen: tuple[str, ...] = ()
    """Expectations that could not be looked at"""
    left_out: str = ""


class Player:
    """Plays scripts."""

    def __init__(self, speech: Speech) -> None:
        self._numbers = Numbers(speech)

    def play(self, file: ScriptFile, stage: Stage) -> Iterator[Played]:
        """Play all steps, those behind a miss too."""
        number: int | None = None
        for step, line in zip(file.script.steps, file.lines, strict=True):
            where = f"{file.path}:{line}"
            played = self._step(step, where, stage, number)
            if played.seen and played.seen.number:
                number = played.seen.number
            yield played

    def _step(self, step: Step, where: str, stage: Stage, number: int | None) -> Played:
        if step.only not in (None, stage.name):
            return Played(step, where, left_out=f"only for {step.only}")
        if step.say and NUMBER in step.say and number is None:
            return Played(step, where, misses=(Miss("say", "an order before this step", None),))
        seen = stage.play(step, self._with_number(step.say or "", number))
        if seen is None:
            return Played(step, where, left_out=f"means nothing at the {stage.name}")
        asked = step.expect.model_fields_set
        unseen = tuple(sorted(asked & stage.unseen))
        misses = [Miss("faults", [], list(seen.faults))] if seen.faults else []
        for key in (key for key in COMPARED if key in asked - stage.unseen):
            misses += self._compared(key, step.expect, seen, number)
        return Played(step, where, seen, tuple(misses), unseen)

    def _compared(self, key: str, expect: Expect, seen: Seen, number: int | None) -> Iterator[Miss]:
        wanted, got = getattr(expect, key), getattr(seen, key)
        if wanted is None:
            return
        if key == "slots":
            digits = str(seen.number or number)
            wanted = {name: digits if v == NUMBER else v for name, v in wanted.items()}
        if not COMPARED[key](self._pattern(wanted, seen.number or number), got):
            yield Miss(key, wanted, got)

    def _with_number(self, words: str, number: int | None) -> str:
        return words.replace(NUMBER, self._numbers.spelled(number)) if number else words

    def _pattern(self, wanted: Any, number: int | None) -> Any:
        """Put both ways to write the number into a pattern; nothing else has it as a part."""
        if not isinstance(wanted, str) or number is None:
            return wanted
        return wanted.replace(NUMBER, f"(?:{self._numbers.spelled(number)}|{number})")


def _equal(wanted: Any, got: Any) -> bool:
    return bool(wanted == got)


def _found(wanted: str, got: str) -> bool:
    """Whether a pattern is found; an empty one wants nothing there."""
    return bool(re.search(wanted, got)) if wanted else not got


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "intent": _equal,
    "slots": _equal,
    "speech": _found,
    "cart": _equal,
    "ended": _equal,
    "card": _found,
    "elicits": _equal,
    "screen": _equal,
}
"""How each expectation is compared, in the order of their importance"""
