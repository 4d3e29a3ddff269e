"""What an utterance was taken for, and how. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

FALLBACK, YES, NO = "AMAZON.FallbackIntent", "AMAZON.YesIntent", "AMAZON.NoIntent"
BUILT_IN, SAMPLE, NEAREST = "built-in phrase", "sample", "nearest sample"
ANSWER, NOTHING = "answer to the question", "nothing near"


@dataclass(frozen=True)
class Heard:
    """An intent with slots."""

    intent: str
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values as Alexa writes them, by slot"""
    how: str = NOTHING
    like: str = ""
    """The sample"""
    cost: float = 0.0
    """How far from the samples; 0 is near"""
    answers: bool = False
    """It goes on with the open dialog"""
    confirmation: str = ""
    """CONFIRMED or DENIED, of what was asked to be confirmed"""

    def within(self, intent: str) -> "Heard":
        """Take it for a part of the open dialog, if that is of the same intent."""
        return replace(self, answers=self.answers or self.intent == intent)
