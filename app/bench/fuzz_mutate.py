"""Ways to spoil a request: its members, its text, its bytes, its headers. Imports nothing of ours.

All is chosen by hypothesis, by index: its own choosing among values would print them, and some are long.
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

Json = dict[str, Any]
_T = TypeVar("_T")
Place = tuple[Any, Any]
"""An object or array, and a key or index in it"""


def _nested(depth: int, inner: Any = None) -> Any:
    for level in range(depth):
        inner = [inner] if level % 2 else {"a": inner}
    return inner


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**25, 1e308, 0.1, float("nan"), float("inf")),
    *(
        "",
        " ",
        "x" * 9000,
        "\0",
        "\ud800",
        "\udfff\ud800",
        "é" * 300,
        "\u202e\ufeff",
        "\U0001d54a\U0001f600",
        "null",
        "NaN",
    ),
    *(
        "<speak>&amp;</speak>",
        "{0.__class__}",
        "%s%n",
        "'; DROP TABLE cart; --",
        "?",
        "-1",
        "9" * 5000,
    ),
    *([], {}, [[]], [None], {"": None}, {"a": {"b": []}}, _nested(30), _nested(70), [0] * 3000),
)
"""Values that are seldom what is wanted"""
NAMES = (
    *(
        "type",
        "request_id",
        "user_id",
        "object_type",
        "intent",
        "slots",
        "values",
        "value",
        "system",
    ),
    *(
        "__class__",
        "__dict__",
        "deserialized_types",
        "attribute_map",
        "to_dict",
        "",
        "\0",
        "\ud800",
        "é",
    ),
)
"""Names of members; among them those that the SDK's objects have themselves"""


def pick(draw: DrawFn, some: Sequence[_T]) -> _T:
    """One of some."""
    return some[draw(st.integers(0, len(some) - 1))]


def _places(value: Any) -> Iterator[Place]:
    """Each member of a document, however deep."""
    keys: Any = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _replace(draw: DrawFn, place: Place) -> None:
    place[0][place[1]] = copy.deepcopy(pick(draw, ODD))


def _remove(draw: DrawFn, place: Place) -> None:
    del place[0][place[1]]


def _rename(draw: DrawFn, place: Place) -> None:
    if isinstance(place[0], dict):
        place[0][pick(draw, NAMES)] = place[0].pop(place[1])


def _wrap(draw: DrawFn, place: Place) -> None:
    value = place[0][place[1]]
    wrapped: tuple[Any, ...] = (
        [value],
        {"value": value},
        [value, copy.deepcopy(value)],
        json.dumps(str(value)),
    )
    place[0][place[1]] = pick(draw, wrapped)


def _add(draw: DrawFn, place: Place) -> None:
    inner = place[0][place[1]]
    target = inner if isinstance(inner, dict) else place[0]
    if isinstance(target, dict):
        target[pick(draw, NAMES)] = copy.deepcopy(pick(draw, ODD))


SPOILERS: tuple[Callable[[DrawFn, Place], None], ...] = (_replace, _remove, _rename, _wrap, _add)


def spoiled(draw: DrawFn, document: Json, most: int = 4) -> Json:
    """A document with one to `most` members spoiled, or put in another's place."""
    made = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        places = list(_places(made))
        if places:
            pick(draw, SPOILERS)(draw, pick(draw, places))
    if draw(st.integers(0, 9)) == 0 and (places := list(_places(made))):
        there, other = pick(draw, places), pick(draw, places)
        there[0][there[1]] = copy.deepcopy(other[0][other[1]])
    return made


def written(draw: DrawFn, document: Any) -> bytes:
    """A document as bytes, one way or another; half a surrogate pair comes as such or escaped."""
    plain = draw(st.booleans())
    return json.dumps(document, ensure_ascii=plain).encode("utf-8", "surrogatepass")


def damaged(draw: DrawFn, body: bytes) -> bytes:
    """Bytes cut off, changed, put in, doubled, or in another encoding; or a member that is there twice."""
    at = draw(st.integers(0, max(0, len(body) - 1)))
    some = draw(st.binary(min_size=1, max_size=4))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: body[:at],
        lambda: body[:at] + some + body[at + len(some) :],
        lambda: body[:at] + some + body[at:],
        lambda: body + body,
        lambda: body.replace(b'"request":', b'"request": null, "request":', 1),
        lambda: body.decode("utf-8", "replace").encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + body,
        lambda: body + b" " * 200_000,
    )
    return pick(draw, ways)()


FORGERIES: Mapping[str, Callable[[dict[str, str]], list[tuple[str, str]]]] = {
    "no signature": lambda h: [p for p in h.items() if p[0] != "Signature-256"],
    "no certificate": lambda h: [p for p in h.items() if p[0] != "SignatureCertChainUrl"],
    "old signature only": lambda h: [("Signature", h["Signature-256"])],
    "signature twice": lambda h: [*h.items(), ("Signature-256", h["Signature-256"])],
    "signature cut": lambda h: [*(h | {"Signature-256": h["Signature-256"][:-8]}).items()],
    "signature no base64": lambda h: [*(h | {"Signature-256": "?"}).items()],
    "signature of nothing": lambda h: [*(h | {"Signature-256": "AAAA" * 85}).items()],
    "other host": lambda h: [
        *(h | {"SignatureCertChainUrl": "https://example.com/echo.api/a.pem"}).items()
    ],
    "compressed": lambda h: [*h.items(), ("Content-Encoding", "gzip")],
}
"""From rightly signed headers to such that must be refused"""
