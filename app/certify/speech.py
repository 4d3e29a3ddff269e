"""Whether speech is what Alexa can say: well-formed SSML, known tags, within limits. May import the limits.

SSML uses prefixes like `amazon:effect` without declaring them, so that it is read without namespaces.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from app.certify.limits import LIMITS

TAGS = frozenset(
    {"speak", "alexa:name", "amazon:domain", "amazon:effect", "amazon:emotion", "audio", "break"}
    | {"emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "voice", "w"}
)
"""Amazon's SSML reference"""
_PAUSE = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
Json = dict[str, Any]


@dataclass
class _Reading:
    """What the parser has met so far."""

    text: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        if not self.tags and name != "speak":
            self.faults.append(f"begins with <{name}>, not with <speak>")
        if name not in TAGS or (self.tags and name == "speak"):
            self.faults.append(f"has <{name}>, which Alexa does not know there")
        if name == "break" and "time" in attributes:
            self.faults += _pause(attributes["time"])
        if name == "audio" and not attributes.get("src", "").startswith(("https://", "soundbank:")):
            self.faults.append(
                f"plays audio from {attributes.get('src')!r}, want https:// or soundbank:"
            )
        self.tags.append(name)

    def doctype(self, *_: object) -> None:
        """A document type is declared."""
        self.faults.append("declares a document type")


def _pause(time: str) -> list[str]:
    match = _PAUSE.fullmatch(time)
    if match is None:
        return [f"has a pause of {time!r}, which is no time"]
    milliseconds = float(match[1]) * (1 if match[2] == "ms" else 1000)
    return LIMITS["pause"].faults("a pause", round(milliseconds))


def markup(what: str, speech: Json | None) -> list[str]:
    """Check that an `outputSpeech` says something, in SSML that Alexa knows; `what` names it in the faults."""
    if speech is None:
        return []
    reading = _read(speech["ssml"]) if speech.get("ssml") else _Reading()
    silent = [] if plain(speech).strip() else ["is there and says nothing"]
    return [f"{what} {fault}" for fault in (*silent, *reading.faults)]


def length(what: str, speech: Json | None) -> list[str]:
    """Check the length, markup included."""
    words = (speech or {}).get("ssml") or (speech or {}).get("text") or ""
    return LIMITS["speech"].faults(what, len(words))


def _read(ssml: str) -> _Reading:
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.CharacterDataHandler = reading.text.append
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        parser.Parse(ssml, True)
    except expat.ExpatError as error:
        around = ssml.splitlines()[error.lineno - 1][max(0, error.offset - 20) : error.offset + 20]
        reading.faults.append(f"is not well-formed ({error}), near {around!r}")
    reading.faults += LIMITS["audio"].faults("as a whole", reading.tags.count("audio"))
    return reading


def plain(speech: Json | None) -> str:
    """The words, without markup."""
    if not speech:
        return ""
    if "ssml" not in speech:
        return str(speech.get("text") or "")
    return " ".join("".join(_read(speech["ssml"]).text).split())


def asks(speech: Json | None) -> bool:
    """Whether it ends with a question; one sentence may stand behind it, which says how to answer."""
    return any(s.endswith("?") for s in _SENTENCE_END.split(plain(speech).strip())[-2:])
