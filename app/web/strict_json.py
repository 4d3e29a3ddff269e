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


def parse(body: bytes) -> dict[str, Any]:
    """Return the one JSON object that a UTF-8 body holds, or raise BodyUnreadable."""
    try:
        # As text: given bytes, json would guess at UTF-16 and UTF-32.
        document = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise BodyUnreadable("body is not UTF-8") from None
    except RecursionError:
        raise BodyUnreadable(f"body nested deeper than {_DEEPEST}") from None
    except ValueError as error:
        # JSONDecodeError would quote the place; its message alone quotes nothing of the body.
        raise BodyUnreadable(f"body is not JSON: {getattr(error, 'msg', 'bad number')}") from None
    if not isinstance(document, dict):
        raise BodyUnreadable("body is not a JSON object")
    _check(document)
    return document


def _check(document: dict[str, Any]) -> None:
    """Walk all values: not too deep, and every text storable."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise BodyUnreadable(f"body nested deeper than {_DEEPEST}")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list):
        return value
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise BodyUnreadable("body has a text with NUL or half a surrogate pair")
    return ()


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
