"""Reads the slots of an Alexa intent: ids by entity resolution, numbers, option choices. May import `models.catalog` and
`skills.items`.

Ids stand in `resolutionsPerAuthority[].values[].value.id` where the status is ER_SUCCESS_MATCH, from the catalogue's
authority and from dynamic entities alike; several are an ambiguity; a slot may come without any (Amazon's "Request and
Response JSON Reference"; the simulator leaves resolutions out).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ask_sdk_model import IntentRequest, ListSlotValue, Slot

from models.catalog import ChoiceRef
from skills.items import SECOND

MATCH = "ER_SUCCESS_MATCH"
STATUSES = ("CONFIRMED", "DENIED")
NOT_OPTIONS = frozenset(
    {"product", "quantity", "part", "category", "group", "number", "passcode", "first_name"}
    | {"branch", "day", "time", "wait", "question", "advice"}
    | {"wrong_product", "coupon"}
    | {"trait", "without", "price", "cents", "sorting", "reference"}
)


@dataclass(frozen=True)
class Resolved:
    """One value of a slot."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Slots:
    """The filled slots of a request; a slot of several values has several entries."""

    values: Mapping[str, tuple[Resolved, ...]]
    confirmed: Mapping[str, bool] = field(default_factory=dict)
    """Slots that were asked about, and whether they are right"""

    @classmethod
    def of(cls, request: object) -> "Slots":
        """Read a request's slots; a request without an intent has none."""
        intent = request.intent if isinstance(request, IntentRequest) else None
        given = (intent and intent.slots) or {}
        read = {name: tuple(_values(slot)) for name, slot in given.items()}
        said = {name: _text(slot.confirmation_status) for name, slot in given.items()}
        return cls(
            {n: values for n, values in read.items() if values},
            {n: status == "CONFIRMED" for n, status in said.items() if status in STATUSES},
        )

    @classmethod
    def kept(cls, written: Any) -> "Slots":
        """Read slots that waited in a focus, as `keep` writes them."""
        given = written if isinstance(written, dict) else {}
        return cls(
            {n: tuple(Resolved(w, tuple(ids)) for w, ids in said) for n, said in given.items()}
        )

    def keep(self) -> dict[str, Any]:
        """Write the values as they wait in a focus."""
        return {n: [[v.words, list(v.ids)] for v in said] for n, said in self.values.items()}

    def one(self, name: str) -> Resolved | None:
        """The slot's first value."""
        return next(iter(self.values.get(name, ())), None)

    def words(self, name: str) -> str:
        """The words said, or nothing."""
        value = self.one(name)
        return value.words if value else ""

    def number(self, name: str) -> int | None:
        """The slot as a number; None where it is not filled or was not understood (Alexa then sends "?")."""
        words = self.words(name)
        return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None

    def unclear(self, names: Iterable[str]) -> bool:
        """Whether one of these numbers was said but not understood."""
        return any(self.words(name) and self.number(name) is None for name in names)

    def options(self, prefix: str = "") -> tuple[ChoiceRef, ...]:
        """All options that were resolved; with a prefix those of the second product of a sentence."""
        return tuple(
            ChoiceRef.parse(name.removeprefix(SECOND), value.ids[0])
            for name, value in self._options()
            if value.ids and name.startswith(SECOND) == bool(prefix)
        )

    def unresolved_options(self) -> tuple[str, ...]:
        """Words said for an option that is none of the catalogue's."""
        return tuple(value.words for _, value in self._options() if not value.ids)

    def _options(self) -> Iterator[tuple[str, Resolved]]:
        for name, values in self.values.items():
            if name.removeprefix(SECOND) not in NOT_OPTIONS:
                yield from ((name, value) for value in values)


def _values(slot: Slot) -> Iterator[Resolved]:
    several = _single(slot.slot_value) if isinstance(slot.slot_value, ListSlotValue) else ()
    for value in tuple(several) or (slot,):
        if value.value:
            yield Resolved(str(value.value), _ids(value.resolutions))


def _single(value: Any) -> Iterator[Any]:
    """The single values of a list; Amazon's model allows lists within lists."""
    if isinstance(value, ListSlotValue):
        for inner in value.values or ():
            yield from _single(inner)
    elif value is not None:
        yield value


def _ids(resolutions: Any) -> tuple[str, ...]:
    found = (
        wrapper.value.id
        for authority in (resolutions and resolutions.resolutions_per_authority) or ()
        if authority.status and _text(authority.status.code) == MATCH
        for wrapper in authority.values or ()
        if wrapper.value
    )
    return tuple(dict.fromkeys(i for i in found if i))


def _text(code: Any) -> str:
    return str(getattr(code, "value", code))
