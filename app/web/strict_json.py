"""Reading a request body as JSON, without the usual leniency. Imports this room only.

What the strict reader lets pass means the same to every other reader, and can be stored.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from app.web.errors import BodyUnreadable, shown

_DEEPEST = 64
"""Objects and arrays within one another; Alexa's requests have about ten."""
# Half a surrogate pair cannot be written as UTF-8, and a database takes no NUL in a text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
"""How one gets into a body: UTF-8 has no surrogates, and JSON no NUL but as an escape"""
_HOLDERS = (dict, list)


def parse(body: bytes) -> dict[str, Any]:
    """Return the one JSON object that a UTF-8 body holds, or raise BodyUnreadable."""
    try:
        # As text: given bytes, json would guess at UTF-16 and UTF-32.
        text = body.decode("utf-8")
        document = _DECODER.decode(text)
    except UnicodeDecodeError:
        raise BodyUnreadable("body is not UTF-8") from None
    except RecursionError:
        raise BodyUnreadable(f"body nested deeper than {_DEEPEST}") from None
    except ValueError as error:
        # JSONDecodeError would quote the place; its message alone quotes nothing of the body.
        raise BodyUnreadable(f"body is not JSON: {getattr(error, 'msg', 'bad number')}") from None
    if not isinstance(document, dict):
        raise BodyUnreadable("body is not a JSON object")
    _check_depth(document)
    if _ESCAPED.search(text):
        _check_texts(document)
    return document


def _check_depth(document: dict[str, Any]) -> None:
    """Walk all objects and arrays."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        level = [inner for holder in level for inner in _inside(holder) if type(inner) in _HOLDERS]
        if not level:
            return
    raise BodyUnreadable(f"body nested deeper than {_DEEPEST}")


def _check_texts(document: dict[str, Any]) -> None:
    """Walk all values and names: every text must be storable."""
    level: list[Any] = [document]
    while level:
        if any(isinstance(one, str) and _UNSTORABLE.search(one) for one in level):
            raise BodyUnreadable("body has a text with NUL or half a surrogate pair")
        names = [name for one in level if isinstance(one, dict) for name in one]
        level = names + [v for one in level if isinstance(one, _HOLDERS) for v in _inside(one)]


def _inside(holder: Any) -> Iterable[Any]:
    return holder.values() if isinstance(holder, dict) else holder


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BodyUnreadable("body has an object with the same key twice")
    return made


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BodyUnreadable(f"body has a number out of range: {shown(text)}")
    return number


def _constant(text: str) -> NoReturn:
    raise BodyUnreadable(f"body has {text}, which is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
