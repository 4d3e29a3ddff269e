"""Words said to a device before a skill is open, or that Alexa keeps for herself. Imports this room's model only."""

from dataclasses import dataclass

from app.emulator.model import Model, Speech, words_of


@dataclass(frozen=True)
class Call:
    """What the device makes of words: whether the skill is opened, or left, and the words that are for it."""

    words: str
    opens: bool = False
    exits: bool = False


class Invocation:
    """Knows a skill's invocation name."""

    def __init__(self, model: Model, speech: Speech) -> None:
        def named(phrases: tuple[str, ...]) -> list[str]:
            spoken = (" ".join(words_of(p.format(name=model.invocation))) for p in phrases)
            return sorted(spoken, key=len, reverse=True)

        self._open, self._ask = named(speech.open), named(speech.ask)
        self._exit, self._wake = speech.exit, speech.wake

    def read(self, text: str) -> Call:
        """Take the wake word and the invocation away."""
        words = words_of(text)
        said = " ".join(words[1:] if words and words[0] in self._wake else words)
        if said in self._exit:
            return Call("", exits=True)
        if said in self._open:
            return Call("", opens=True)
        for phrase in self._ask:
            if said.startswith(f"{phrase} "):
                return Call(said.removeprefix(f"{phrase} "), opens=True)
        return Call(said)
