"""Spoken times of day and durations, as AMAZON.TIME and AMAZON.DURATION hear them. Imports this room's model and numbers.

Amazon's "Slot Type Reference": a time is written "05:30", a duration by ISO 8601. A time said without its half of the day is
taken as it is said.
"""

from collections.abc import Iterator

from app.emulator.model import Speech, Words
from app.emulator.numbers import Numbers

TIME, DURATION = "AMAZON.TIME", "AMAZON.DURATION"
LONGEST = 6  # words
AFTERNOON = (("in", "the", "afternoon"), ("in", "the", "evening"), ("p", "m"), ("pm",))
MORNING = (("in", "the", "morning"), ("a", "m"), ("am",), ("o'clock",))
PARTS = {"quarter": 15, "half": 30}
WHOLE = {("noon",): "12:00", ("midnight",): "00:00"}
SET_DURATIONS = {("half", "an", "hour"): "PT30M", ("an", "hour"): "PT1H"}


class Times:
    """Reads times in English."""

    def __init__(self, speech: Speech) -> None:
        self._numbers = Numbers(speech)

    def at(self, words: Words, start: int) -> Iterator[tuple[int, str, str]]:
        """Give each time and duration that begins at a word: where it ends, its type, and how Alexa writes it."""
        for end in range(start + 1, min(len(words), start + LONGEST) + 1):
            said = words[start:end]
            if clock := self._clock(said):
                yield end, TIME, clock
            if duration := self._duration(said):
                yield end, DURATION, duration

    def _clock(self, said: Words) -> str | None:
        if said in WHOLE:
            return WHOLE[said]
        for ends, later in (*((e, 12) for e in AFTERNOON), *((e, 0) for e in MORNING), ((), 0)):
            if said[len(said) - len(ends) :] == ends:
                minutes = self._minutes(said[: len(said) - len(ends)])
                if minutes is None:
                    return None
                hour = minutes // 60 + (later if minutes // 60 < later else 0)
                return f"{hour:02}:{minutes % 60:02}"
        return None

    def _minutes(self, said: Words) -> int | None:
        """Minutes since midnight or noon of "five", "five thirty" or "quarter to six"."""
        if said[:1] and said[0] in PARTS and said[1:2] in (("past",), ("to",)):
            hour, part = self._number(said[2:], 12), PARTS[said[0]]
            if hour is None:
                return None
            return hour * 60 + part if said[1] == "past" else ((hour - 2) % 12 + 1) * 60 + 60 - part
        hour = self._number(said[:1], 12)
        minute = self._number(said[1:], 59) if said[1:] else 0
        return None if hour is None or minute is None else hour * 60 + minute

    def _duration(self, said: Words) -> str | None:
        if said in SET_DURATIONS:
            return SET_DURATIONS[said]
        unit = {"minutes": "M", "minute": "M", "hours": "H", "hour": "H"}.get(said[-1])
        number = self._number(said[:-1], 999)
        return f"PT{number}{unit}" if unit and number else None

    def _number(self, said: Words, most: int) -> int | None:
        digits = self._numbers.read(said) if said else None
        return int(digits) if digits and 0 < int(digits) <= most else None
