"""Requests of every kind that the SDK knows, written from its own model: hypothesis strategies.

Imports nothing of ours. Each class of the SDK says which members it has and of which types; texts come from real requests
where a member of that name was seen in one, so that intents, slots and ids of the shop turn up.
"""

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from ask_sdk_model import Request
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Json = dict[str, Any]
Strategy = SearchStrategy[Any]
TYPES: Mapping[str, str] = Request.discriminator_value_class_map
"""Each kind of request by its name, and its class"""
ENVELOPE = "ask_sdk_model.request_envelope.RequestEnvelope"
DEEPEST = 8
"""Objects within one another, counted from a member of the envelope"""
_LIST = re.compile(r"list\[(.+)\]")
_DICT = re.compile(r"dict\(str, (.+)\)")
_NATIVE: Mapping[str, Strategy] = {
    "int": st.integers(-2, 1000) | st.integers(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "datetime": st.datetimes().map(lambda at: at.isoformat() + "Z"),
    "object": st.dictionaries(
        st.text(max_size=5), st.integers() | st.text(max_size=10), max_size=2
    ),
}


@dataclass(frozen=True, eq=False)
class Model:
    """Strategies over the SDK's classes; `seen` are the texts of real requests by the member that held them."""

    seen: Mapping[str, Sequence[str]]

    def request(self, kind: str) -> Strategy:
        """A request of one kind; one that can have an intent mostly has it."""
        made = self._object(TYPES[kind], 0).map(lambda made: made | {"type": kind})
        intent = _class(TYPES[kind]).deserialized_types.get("intent")
        if intent is None:
            return made
        rest = self._strategies(_class(intent), 1)
        whole = st.fixed_dictionaries({"name": rest.pop("name")}, optional=rest)
        return st.builds(lambda one, asked: one | {"intent": asked}, made, whole) | made

    def member(self, name: str) -> Strategy:
        """A member of the envelope: `context` or `session`."""
        return self._object(_class(ENVELOPE).deserialized_types[name], 0)

    def _value(self, kind: str, name: str, depth: int) -> Strategy:
        """A value of one of the SDK's types for a member of this name."""
        if several := _LIST.fullmatch(kind):
            return st.lists(self._value(several[1], name, depth), max_size=2)
        if several := _DICT.fullmatch(kind):
            values = self._value(several[1], name, depth)
            return st.dictionaries(self._text(f"{name}.*"), values, max_size=3)
        if kind == "str":
            return self._text(name)
        return _NATIVE[kind] if kind in _NATIVE else self._object(kind, depth)

    def _text(self, name: str) -> Strategy:
        known = self.seen.get(name)
        return st.sampled_from(known) | st.text(max_size=12) if known else st.text(max_size=12)

    def _object(self, name: str, depth: int) -> Strategy:
        """An instance of a class, or a value of an enumeration."""
        kind = _class(name)
        if issubclass(kind, Enum):
            return st.sampled_from([member.value for member in kind])
        if depth >= DEEPEST:
            return st.just({})
        children = getattr(kind, "discriminator_value_class_map", None)
        if children and children.get(None) is None and name not in children.values():
            real = [(value, child) for value, child in children.items() if child]
            return st.sampled_from(sorted(real)).flatmap(
                lambda one: self._typed(kind, one[0], one[1], depth)
            )
        return st.deferred(lambda: self._members(kind, depth))

    def _typed(self, kind: Any, value: str, child: str, depth: int) -> Strategy:
        made = st.deferred(lambda: self._members(_class(child), depth))
        return made.map(lambda members: members | {kind.json_discriminator_key: value})

    def _members(self, kind: Any, depth: int) -> Strategy:
        """An object with any of the members of a class."""
        return st.fixed_dictionaries({}, optional=self._strategies(kind, depth))

    def _strategies(self, kind: Any, depth: int) -> dict[str, Strategy]:
        names = {own: kind.attribute_map.get(own, own) for own in kind.deserialized_types}
        types = kind.deserialized_types.items()
        return {names[own]: self._value(of, names[own], depth + 1) for own, of in types}


@cache
def _class(name: str) -> Any:
    module, _, own = name.rpartition(".")
    return getattr(importlib.import_module(module), own)


def texts(requests: Sequence[Json]) -> dict[str, list[str]]:
    """All texts in some documents by the member that holds them; `x.*` are the names within an object `x`."""
    found: dict[str, set[str]] = {}

    def walk(value: Any, name: str) -> None:
        if isinstance(value, str):
            found.setdefault(name, set()).add(value)
        elif isinstance(value, list):
            for one in value:
                walk(one, name)
        elif isinstance(value, dict):
            found.setdefault(f"{name}.*", set()).update(value)
            for key, inner in value.items():
                walk(inner, key)

    for request in requests:
        walk(request, "")
    return {name: sorted(values) for name, values in found.items()}
