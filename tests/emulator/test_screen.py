"""Text that a device shows: cards, and APL documents with their data."""

from typing import Any

import pytest

from app.emulator.screen import card, rows

Json = dict[str, Any]
LIST: Json = {
    "type": "Sequence",
    "data": "${shown.rows}",
    "items": [
        {
            "type": "Container",
            "direction": "row",
            "items": [
                {"type": "Text", "text": "${data.left}"},
                {"type": "Text", "text": "${data.right}"},
            ],
        }
    ],
}


def shows(item: Json, **shown: Any) -> list[str]:
    document = {"type": "APL", "mainTemplate": {"item": item}}
    render = {"type": "Alexa.Presentation.APL.RenderDocument", "document": document}
    return rows({"response": {"directives": [render | {"datasources": {"shown": shown}}]}})


@pytest.mark.parametrize(
    ("item", "shown", "seen"),
    [
        ({"type": "Text", "text": "Tea"}, {}, ["Tea"]),
        ({"type": "Text", "text": "${shown.title}!"}, {"title": "Tea"}, ["Tea!"]),
        ({"type": "Text", "text": "${shown.none.at.all}"}, {}, []),
        ({"type": "Text", "when": "${shown.total != ''}", "text": "a"}, {"total": ""}, []),
        ({"type": "Text", "when": "${shown.total != ''}", "text": "a"}, {"total": "1"}, ["a"]),
        ({"type": "Text", "when": "${shown.on}", "text": "a"}, {"on": True}, ["a"]),
        ({"type": "Text", "when": False, "text": "a"}, {}, []),
        (LIST, {"rows": [{"left": "tea", "right": "2"}, {"left": "milk"}]}, ["tea  2", "milk"]),
        (LIST, {"rows": "none"}, []),
    ],
)
def test_the_text_of_a_document(item: Json, shown: Json, seen: list[str]) -> None:
    assert shows(item, **shown) == seen


def test_the_text_of_cards() -> None:
    assert card({"response": {}}) == ""
    assert card({"response": {"card": {"type": "Simple", "title": "a", "content": "b"}}}) == "a\nb"
    consent = {"type": "AskForPermissionsConsent", "permissions": ["x"]}
    assert card({"response": {"card": consent}}) == "AskForPermissionsConsent"
