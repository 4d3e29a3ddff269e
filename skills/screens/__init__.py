"""What a device with a screen shows: APL documents as data, one file each, filled with the words of an answer.

May import `skills.answer`. Amazon's "APL Interface Reference": a document is sent only to devices that show it.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from skills.answer import Say, Screen

DIRECTORY = Path(__file__).parent
Json = dict[str, Any]


def has_screen(envelope: Any) -> bool:
    """Whether the device of a request shows APL documents."""
    device = envelope.context and envelope.context.system and envelope.context.system.device
    interfaces = device and device.supported_interfaces
    return bool(interfaces and interfaces.alexa_presentation_apl)


def rendered(screen: Screen, words: Callable[[Say], str]) -> Json:
    """The directive that shows a screen."""
    rows = [
        {"left": words(left), "right": words(right) if right else ""} for left, right in screen.rows
    ]
    total = words(screen.total) if screen.total else ""
    shown = {"title": words(screen.title), "rows": rows, "total": total}
    return {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "token": screen.document,
        "document": _document(screen.document),
        "datasources": {"shown": shown},
    }


@cache
def _document(name: str) -> Json:
    text = (DIRECTORY / f"{name}.json").read_text(encoding="utf-8")
    document: Json = json.loads(text)
    return document
