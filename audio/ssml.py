"""What there is to say in a text or in SSML: sentences, and true silence between them.

Of SSML (W3C's SSML 1.1, Amazon's reference) `break`, `s`, `p`, `say-as`, `sub` and the rate of `prosody` are honoured; every
other tag is read through. A document type is refused, so that no entity is ever expanded; tags may have prefixes that
nobody declared. Imports only `audio.errors` and `audio.numbers`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from xml.parsers import expat

from uniseg.sentencebreak import sentences

from audio.errors import SpeechFailed
from audio.numbers import said_as, spoken_money

SENTENCE_MS = 250
PARAGRAPH_MS = 500
LONGEST_PAUSE_MS = 10_000
"""As with Alexa; a longer one is cut"""
STRENGTHS = {"none": 0, "x-weak": 0, "weak": 100, "medium": 250, "strong": 500, "x-strong": 1000}
"""Milliseconds"""
_TIME = re.compile(r"\+?(\d+(?:\.\d+)?|\.\d+)(ms|s)")
RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.25, "x-fast": 1.5}
"""Times the voice's own rate"""
SLOWEST, FASTEST = 0.2, 2.0
"""Slower is cut, as with Alexa; faster as well, since nobody would follow"""
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_MARKUP = re.compile(r"\s*<(speak|\?xml|!DOCTYPE)\b")
_SOUND = re.compile(r"\w")
"""Something that a voice can say"""


@dataclass(frozen=True)
class Piece:
    """A sentence, and the silence behind it."""

    text: str
    """Plain words; "" where there is silence alone"""
    pause_ms: int
    rate: float = 1.0
    """Times the voice's own rate"""


@lru_cache(maxsize=256)  # finding sentences takes 5 ms, and much is said again
def pieces(speech: str, locale: str) -> tuple[Piece, ...]:
    """Take a text, or SSML that begins with `<speak`, apart. Raises SpeechFailed if the SSML cannot be read."""
    if not _MARKUP.match(speech):
        return _ended(list(_sentences(speech, locale)))
    reading = _Reading(locale)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _doctype
    try:
        parser.Parse(speech.strip(), True)
    except (expat.ExpatError, ValueError) as fault:
        raise SpeechFailed(f"its SSML cannot be read: {fault}", speech) from fault
    reading.flush()
    return _ended(reading.pieces)


@dataclass
class _Reading:
    """What the parser has met so far."""

    locale: str
    pieces: list[Piece] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)
    _replacing: list[tuple[str, str]] = field(default_factory=list)
    """Open tags that say something else than they hold: the tag, and what is said or how"""
    _rates: list[float] = field(default_factory=list)
    """Of the open tags of prosody, each with those around it"""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        if name == "break":
            self.flush(_pause_ms(attributes))
        elif name in ("s", "p"):
            self.flush()
        elif name == "prosody":
            self._turn()
            self._rates.append(_rate(attributes, self._pace))
        elif name == "say-as":
            self._replacing.append((name, attributes.get("interpret-as", "")))
        elif name == "sub":
            self._heard.append(attributes.get("alias", ""))
            self._replacing.append((name, ""))

    def end(self, name: str) -> None:
        """A tag ends."""
        if name in ("s", "p"):
            self.flush(PARAGRAPH_MS if name == "p" else None)
        elif name == "prosody":
            self._turn()
            self._rates.pop()
        elif self._replacing and self._replacing[-1][0] == name:
            self._replacing.pop()

    def text(self, text: str) -> None:
        """Words, inside of whatever is open."""
        name, how = self._replacing[-1] if self._replacing else ("", "")
        if name == "say-as":
            text = said_as(text, how, self.locale)
        self._heard.append("" if name == "sub" else text)

    def flush(self, pause_ms: int | None = None) -> None:
        """End a sentence; a pause that is asked for takes the place of its own."""
        said = _sentences("".join(self._heard), self.locale)
        self.pieces += [replace(piece, rate=self._pace) for piece in said]
        self._heard.clear()
        if pause_ms is None:
            return
        if self.pieces:
            self.pieces[-1] = replace(self.pieces[-1], pause_ms=0)
        self.pieces.append(Piece("", pause_ms))

    def _turn(self) -> None:
        """The rate changes; within a sentence nothing waits there."""
        self.flush()
        if self.pieces and self.pieces[-1].text[-1:].isalnum():
            self.pieces[-1] = replace(self.pieces[-1], pause_ms=0)

    @property
    def _pace(self) -> float:
        return self._rates[-1] if self._rates else 1.0


def _sentences(text: str, locale: str) -> Iterator[Piece]:
    """By Unicode's rules (UAX 29): "4.50" and "a. m." stay whole."""
    for sentence in sentences(" ".join(spoken_money(text, locale).split())):
        if _SOUND.search(sentence):
            yield Piece(sentence.strip(), SENTENCE_MS)


def _ended(said: list[Piece]) -> tuple[Piece, ...]:
    """Nothing waits behind the last sentence, unless that was asked for."""
    last = [replace(piece, pause_ms=0) if piece.text else piece for piece in said[-1:]]
    return (*said[:-1], *last)


def _pause_ms(attributes: dict[str, str]) -> int:
    found = _TIME.fullmatch(attributes.get("time", "").strip())
    if found is None:
        return STRENGTHS.get(attributes.get("strength", "medium"), STRENGTHS["medium"])
    return min(LONGEST_PAUSE_MS, round(float(found[1]) * (1 if found[2] == "ms" else 1000)))


def _rate(attributes: dict[str, str], around: float) -> float:
    """A rate by its word or in per cent, as Alexa has them; another one changes nothing."""
    said = attributes.get("rate", "").strip()
    found = _PERCENT.fullmatch(said)
    wanted = around * (float(found[1]) / 100 if found else RATES.get(said, 1.0))
    return min(FASTEST, max(SLOWEST, wanted))


def _doctype(*_: object) -> None:
    raise ValueError("it declares a document type")
