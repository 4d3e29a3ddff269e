"""Reads the JSON of a request into the SDK's classes; stricter than the SDK's own reader, and several times as fast.

That one keeps every member that the model does not know as an attribute, so one that is named like an attribute of the
class takes its place, and it takes many a wrong type for right. Here what the model does not know is left out, as Amazon
adds members when it likes, and a wrong type is refused. Imports the program's errors.
"""

import importlib
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from ask_sdk_model import RequestEnvelope

from app.errors import RequestMalformed

Read = Callable[[Any], Any]
Json = dict[str, Any]
_ENVELOPE = f"{RequestEnvelope.__module__}.{RequestEnvelope.__name__}"
_LIST = re.compile(r"list\[(.+)\]")
_DICT = re.compile(r"dict\(str, (.+)\)")


class _Misfit(Exception):
    """A value of the wrong type; says what it should be."""


def read(document: Json) -> RequestEnvelope:
    """Read an envelope; `RequestMalformed` names the member that has the wrong type, but not its value."""
    try:
        envelope: RequestEnvelope = _reader(_ENVELOPE)(document)
    except _Misfit as misfit:
        raise RequestMalformed(f"the envelope is not {misfit}") from None
    return envelope


@cache
def _reader(kind: str) -> Read:
    """What reads a value of one of the model's types, given by name as the model gives it."""
    if several := _LIST.fullmatch(kind):
        return _list_reader(_reader(several[1]))
    if several := _DICT.fullmatch(kind):
        return _dict_reader(_reader(several[1]))
    if kind in _NATIVE:
        return _NATIVE[kind]
    module, _, name = kind.rpartition(".")
    made: Any = getattr(importlib.import_module(module), name)
    if issubclass(made, Enum):
        return _enum_reader(made)
    return _child_reader(made) if _children(made) else _members_reader(kind)


def _list_reader(inner: Read) -> Read:
    def read_list(value: Any) -> Any:
        if not isinstance(value, list):
            raise _Misfit("an array")
        return _present(map(inner, _present(value)))

    return read_list


def _present(values: Iterable[Any]) -> list[Any]:
    """What is not null, and not of a class that is new with Amazon."""
    return [value for value in values if value is not None]


def _dict_reader(inner: Read) -> Read:
    def read_dict(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _Misfit("an object")
        return {name: inner(one) for name, one in value.items() if one is not None}

    return read_dict


def _enum_reader(made: type[Enum]) -> Read:
    members = {str(member.value): member for member in made}

    def read_enum(value: Any) -> Any:
        if not isinstance(value, str):
            raise _Misfit("a text")
        return members.get(value)  # one that is new with Amazon is as if it were not there

    return read_enum


def _children(made: Any) -> dict[str, str]:
    """The classes that a class stands for, by what tells them apart."""
    found = getattr(made, "discriminator_value_class_map", None) or {}
    return {value: child for value, child in found.items() if child}


def _child_reader(made: Any) -> Read:
    key, children = made.json_discriminator_key, _children(made)

    def read_child(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _Misfit("an object")
        told = value.get(key)
        child = children.get(told) if isinstance(told, str) else None
        return _members_reader(child)(value) if child else None

    return read_child


@cache
def _members_reader(kind: str) -> Read:
    """What reads an object into a class. A class refers to itself, so its members' readers are made when first needed."""
    module, _, name = kind.rpartition(".")
    made: Any = getattr(importlib.import_module(module), name)
    members: dict[str, tuple[str, str]] = {
        made.attribute_map.get(own, own): (own, of) for own, of in made.deserialized_types.items()
    }

    def read_object(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _Misfit("an object")
        filled = made()
        for given, inner in value.items():
            if inner is not None and given in members:
                own, of = members[given]
                try:
                    setattr(filled, own, _reader(of)(inner))
                except _Misfit as misfit:
                    raise RequestMalformed(f"{given} of {name} is not {misfit}") from None
        return filled

    return read_object


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    raise _Misfit("a text")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Misfit("a number")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Misfit("true or false")
    return value


def _time(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value.upper())
    except (AttributeError, TypeError, ValueError):
        raise _Misfit("a time") from None


_NATIVE: dict[str, Read] = {
    "str": _text,
    "int": lambda value: int(_number(value)),
    "float": _number,
    "bool": _truth,
    "datetime": _time,
    "object": lambda value: value,
}
