"""Whether a response has only the members of Amazon's schema, each of its type. Imports nothing of ours.

The SDK reads leniently: what it does not know it drops, and what has another type it converts. What comes back different
from what went in was therefore not of the schema.
"""

import json
from collections.abc import Iterator
from typing import Any

from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import ResponseEnvelope

_SERIALIZER = DefaultSerializer()  # has no state
Json = dict[str, Any]


def faults(response: Json) -> list[str]:
    """Name each member that is unknown or of a wrong type."""
    try:
        read = _SERIALIZER.deserialize(json.dumps(response), ResponseEnvelope)
        written = _SERIALIZER.serialize(read)
    except (AskSdkException, AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"the response does not fit the SDK's model: {error}"]
    return list(_differences("", response, written))


def _differences(path: str, given: Any, kept: Any) -> Iterator[str]:
    """Walk both; null is the same as absent."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for name, value in given.items():
            if name not in kept and value is not None:
                yield f"unknown member {path}{name}"
            else:
                yield from _differences(f"{path}{name}.", value, kept.get(name))
    elif isinstance(given, list) and isinstance(kept, list):
        for place, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from _differences(f"{path}{place}.", one, other)
    elif given != kept or type(given) is not type(kept):
        yield f"{path.rstrip('.')} is {given!r}, which is of a wrong type"
