"""Sizes that an answer must not pass. Imports nothing of ours.

Amazon's "Request and Response JSON Reference": speech under 8,000 characters, a card's title and text under 8,000 together,
24 KB in all. Long lists are read in pages long before; what still is too long is cut here, screens first, and never the
question that keeps the microphone open.
"""

import json
from typing import Any

SPEECH = 7_900
"""Characters of one speech, markup included; Amazon counts to 8,000"""
CARD = 7_900
"""Characters of a card's title and text"""
TOTAL = 23_000
"""Bytes of what varies in a response; with the rest of it, session attributes included, under 24 KB"""
_NEEDED = "Dialog."


def cut(text: str, most: int) -> str:
    """Cut a text at the end of a sentence, or else of a word."""
    if len(text) <= most:
        return text
    kept = text[:most]
    end = kept.rfind(". ") + 1 or kept.rfind(" ")
    return kept[: end if end > 0 else most].rstrip()


def fit(response: Any, attributes: dict[str, Any]) -> None:
    """Leave out what a screen would show, and then the card, as long as the response is too large.

    It is the SDK's, with directives as JSON.
    """
    while response.directives and _size(response, attributes) > TOTAL:
        spare = [d for d in response.directives if not d["type"].startswith(_NEEDED)]
        if not spare:
            break
        response.directives.remove(spare[-1])
    if _size(response, attributes) > TOTAL:
        response.card = None


def _size(response: Any, attributes: dict[str, Any]) -> int:
    """Bytes of speech, reprompt, card, directives and attributes."""
    spoken = [response.output_speech, response.reprompt and response.reprompt.output_speech]
    texts = [speech.ssml for speech in spoken if speech]
    if response.card:
        texts += [getattr(response.card, name, None) or "" for name in ("title", "content")]
    found = json.dumps([texts, response.directives, attributes], ensure_ascii=False)
    return len(found.encode())
