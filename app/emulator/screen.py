"""What a device shows: cards as text, and the text of APL documents with their data bound. Imports nothing of ours.

Only as much of APL as text needs: `Text` items, `data` of lists, `when`, and expressions that are a path or compare one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
RENDER = "Alexa.Presentation.APL.RenderDocument"
_BOUND = re.compile(r"\$\{([^}]*)\}")
_COMPARED = re.compile(r"(?P<path>[\w.]+)\s*(?P<sign>[!=]=)\s*'(?P<text>[^']*)'")


def card(response: Json) -> str:
    """Give the text of the card, its title first; a card without text is named by its type."""
    found = response.get("response", {}).get("card") or {}
    text = (found.get(name) for name in ("title", "content", "text"))
    return "\n".join(filter(None, text)) or str(found.get("type", ""))


def rows(response: Json) -> list[str]:
    """Give the rows of text that the screen shows."""
    shown: list[str] = []
    for directive in response.get("response", {}).get("directives") or ():
        if directive.get("type") == RENDER:
            template = directive.get("document", {}).get("mainTemplate", {})
            scope = directive.get("datasources") or {}
            for item in _items(template):
                shown += _shown(item, scope)
    return [row for row in shown if row.strip()]


def _items(component: Json) -> list[Json]:
    found = component.get("items") or component.get("item") or []
    return found if isinstance(found, list) else [found]


def _shown(component: Json, scope: Mapping[str, Any]) -> Iterator[str]:
    if not _holds(component.get("when"), scope):
        return
    if component.get("type") == "Text":
        yield _text(str(component.get("text", "")), scope)
    for inner in _scopes(component.get("data"), scope):
        below = [row for item in _items(component) for row in _shown(item, inner)]
        if component.get("direction") == "row":
            below = ["  ".join(filter(None, below))]
        yield from below


def _scopes(data: object, scope: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A component with data is made for each entry of it."""
    if data is None:
        yield scope
        return
    bound = _BOUND.fullmatch(str(data)) if isinstance(data, str) else None
    entries = _value(bound[1], scope) if bound else data
    for entry in entries if isinstance(entries, list) else ():
        yield {**scope, "data": entry}


def _holds(when: object, scope: Mapping[str, Any]) -> bool:
    bound = _BOUND.fullmatch(when) if isinstance(when, str) else None
    if bound is None:
        return when is not False
    compared = _COMPARED.fullmatch(bound[1].strip())
    if compared is None:
        return bool(_value(bound[1], scope))
    same = str(_value(compared["path"], scope)) == compared["text"]
    return same == (compared["sign"] == "==")


def _text(text: str, scope: Mapping[str, Any]) -> str:
    return _BOUND.sub(lambda found: str(_value(found[1], scope)), text)


def _value(path: str, scope: Any) -> Any:
    """Follow a path such as `shown.title`; what is not there is empty."""
    for name in path.strip().split("."):
        scope = scope.get(name, "") if isinstance(scope, Mapping) else ""
    return scope
