"""What the shop tells customers to say: marked in the wording, and heard word for word.

May import `skills`. Phrases that a skill suggests and does not understand are a first reason to fail Amazon's certification,
so each is a sample of its intent, with its values as slots.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from skills.lexicon import Lexicon
from skills.meaning import Meaning
from skills.slot_types import normalise
from skills.understand import Understanding
from skills.wording import SUGGESTED, Wording

_MARKED = re.compile(f"{SUGGESTED}([^{SUGGESTED}]+){SUGGESTED}")


def suggested(wording: Wording) -> Iterator[tuple[str, str]]:
    """The key of each phrase of the wording that suggests something, and what it suggests."""
    for key, variants in wording.phrases.items():
        yield from ((key, phrase) for text in variants for phrase in _MARKED.findall(text))


def suggested_samples(lexicon: Lexicon, wording: Wording) -> dict[str, list[str]]:
    """Samples by intent; a suggestion that is not understood is left out, and found by a test."""
    understanding = Understanding(lexicon)
    samples: dict[str, list[str]] = defaultdict(list)
    for phrase in dict.fromkeys(phrase for _, phrase in suggested(wording)):
        meaning = understanding.understand(phrase)
        if meaning:
            samples[meaning.intent].append(_sample(normalise(phrase), meaning))
    return samples


def _sample(phrase: str, meaning: Meaning) -> str:
    """The phrase with its values as slots."""
    for name, said in meaning.slots.items():
        for value in said:
            phrase = re.sub(rf"\b{re.escape(value.words)}\b", f"{{{name}}}", phrase, count=1)
    return phrase
