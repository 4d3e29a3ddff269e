"""Asking for a consent and keeping it with the words it was given to. May import `models` and `skills`."""

from collections.abc import Iterable, Sequence
from typing import Any

from models import consent
from models.channels import Channel, Purpose
from skills.answer import Answer, Say, say
from skills.handlers.questions import confirm
from skills.turn import Turn


def ask_consent(
    turn: Turn,
    kind: str,
    channels: Iterable[Channel],
    mentioned: Sequence[Channel],
    phrases: tuple[Say, Say],
    **data: Any,
) -> Answer:
    """Ask, by the first phrase and the last, for a yes to these channels; those `mentioned` are named between."""
    first, last = phrases
    asked = (first, *(say(f"channel.{one.value}") for one in mentioned), last)
    words = " ".join(map(turn.worded, asked))
    return confirm(
        turn, kind, {**data, "channels": [one.value for one in channels], "words": words}, *asked
    )


def keep_consent(turn: Turn, purpose: Purpose, channels: Iterable[str], words: str) -> None:
    """Keep that the customer said yes to these words, for each channel."""
    for name in channels:
        about = (turn.session, turn.owner, Channel(name), purpose)
        consent.give(*about, words, turn.locale, turn.now)
