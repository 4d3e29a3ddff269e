"""Writes a script of what was said in a session. Imports this room only.

What may differ when it is played again is left out or made a pattern: the number of an order stands as `{number}`.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from app.emulator.model import Speech
from app.emulator.numbers import Numbers
from app.emulator.script import NUMBER
from app.emulator.stages import Seen

_SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|])")
Json = dict[str, Any]


class Recorder:
    """Collects steps."""

    def __init__(self, speech: Speech, *, screen: bool, cart: bool) -> None:
        self._numbers = Numbers(speech)
        self._passing = speech.passing
        self._accounts = speech.accounts
        self._screen = screen
        self._cart = cart
        self._number: int | None = None
        self._steps: list[Json] = []

    def note(self, said: str, seen: Seen) -> None:
        """Add a step; nothing said is silence."""
        said = self._marked(said, self._number)
        slots = self._slots(seen) if NUMBER in said else dict(seen.slots)
        self._number = seen.number or self._number
        self._steps.append({**_doing(said, seen), "expect": self._expected(seen, slots)})

    def _expected(self, seen: Seen, slots: Json) -> Json:
        heard = seen.exchange.heard if seen.exchange else None
        # What was confirmed comes back as the intent that asked; at the counter a yes is a yes.
        plain = seen.intent and not (heard and heard.confirmation)
        expect: Json = {"intent": seen.intent, "slots": slots} if plain else {}
        expect["speech"] = self._pattern(seen.speech)
        expect |= {"cart": seen.cart} if self._cart else {}
        expect["ended"] = seen.ended
        expect |= {"card": self._pattern(seen.card)} if seen.card else {}
        expect |= {"elicits": seen.elicits} if seen.elicits else {}
        return expect

    def _slots(self, seen: Seen) -> Json:
        digits = str(self._number)
        return {name: NUMBER if v == digits else v for name, v in seen.slots.items()}

    def _pattern(self, text: str) -> str:
        written = self._marked(_SPECIAL.sub(r"\\\1", text), self._number)
        written = re.sub(self._accounts, lambda found: f"(?:{self._accounts})?", written)
        return re.sub(self._passing, lambda found: self._passing, written)

    def _marked(self, text: str, number: int | None) -> str:
        if number is None:
            return text
        ways = (self._numbers.spelled(number), str(number), " ".join(str(number)))
        either = rf"\b(?:{'|'.join(ways)})\b"
        return re.sub(either, NUMBER, text, flags=re.IGNORECASE)

    def write(self, path: Path) -> None:
        """Write the script, one step to a line or a few."""
        device = {"device": {"screen": True}} if self._screen else {}
        script = {"name": path.stem, **device, "steps": self._steps}
        text = yaml.safe_dump(
            script, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
        )
        path.write_text(text, encoding="utf-8")

    def __bool__(self) -> bool:
        return bool(self._steps)


def _doing(said: str, seen: Seen) -> Json:
    """Name what was done without words for the skill, so that it can be done at the counter too."""
    request = (seen.exchange.request if seen.exchange else {}).get("request", {})
    if request.get("type") == "LaunchRequest":
        return {"do": "open"}
    if request.get("reason") == "USER_INITIATED":
        return {"do": "exit"}
    return {"say": said} if seen.intent else {"do": "silence"}
