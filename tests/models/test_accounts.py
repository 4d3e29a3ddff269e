"""An account is what its events say by their own times, however late, often and mixed they come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts
from models.accounts import Account, AccountEvent, Kind
from models.base import Store
from tests.models.world import NOW, OWNER

OTHER = "alexa:other"
REMIND = "alexa::alerts:reminders:skill:readwrite"
NOTIFY = "alexa::devices:all:notifications:write"
ORDER_STATUS = "AMAZON.OrderStatus.Updated"


class Told(NamedTuple):
    """An event as a test tells it."""

    kind: Kind
    minute: int
    data: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        return NOW + timedelta(minutes=self.minute)


class State(NamedTuple):
    """An account as a test looks at it; minutes for times."""

    enabled: bool
    enabled_at: int | None
    scopes: tuple[str, ...]
    scopes_at: int | None
    subscriptions: tuple[str, ...]
    subscriptions_at: int | None


def tell(session: Session, *events: Told, owner: str = OWNER) -> State | None:
    """Tell of events, and return what the account is then."""
    for event in events:
        match event.kind:
            case "enabled":
                accounts.enabled(session, owner, event.at)
            case "disabled":
                accounts.disabled(session, owner, event.at)
            case "permitted":
                accounts.permitted(session, owner, event.data, event.at)
            case "subscribed":
                accounts.subscribed(session, owner, event.data, event.at)
    session.flush()
    session.expire_all()
    return state(accounts.find(session, owner))


def state(account: Account | None) -> State | None:
    def minute(at: datetime | None) -> int | None:
        return None if at is None else int((at - NOW).total_seconds() // 60)

    if account is None:
        return None
    return State(
        account.enabled,
        minute(account.enabled_at),
        tuple(account.scopes),
        minute(account.scopes_at),
        tuple(account.subscriptions),
        minute(account.subscriptions_at),
    )


def history(session: Session, owner: str = OWNER) -> list[Told]:
    """Return what is kept of an owner, by time."""
    query = select(AccountEvent).where(AccountEvent.owner == owner).order_by(AccountEvent.at)
    return [
        Told(one.kind, int((one.at - NOW).total_seconds() // 60), tuple(one.data))
        for one in session.scalars(query)
    ]


CASES: dict[str, tuple[list[Told], State]] = {
    "switched on": ([Told("enabled", 1)], State(True, 1, (), None, (), None)),
    "a permission is the first news": (
        [Told("permitted", 1, (REMIND,))],
        State(True, None, (REMIND,), 1, (), None),
    ),
    "scopes are whole lists, in no order": (
        [Told("permitted", 1, (REMIND,)), Told("permitted", 2, (REMIND, NOTIFY, REMIND))],
        State(True, None, (REMIND, NOTIFY), 2, (), None),
    ),
    "a permission taken back": (
        [Told("permitted", 1, (REMIND,)), Told("permitted", 2)],
        State(True, None, (), 2, (), None),
    ),
    "a subscription": (
        [Told("enabled", 1), Told("subscribed", 2, (ORDER_STATUS,))],
        State(True, 1, (), None, (ORDER_STATUS,), 2),
    ),
    "switching off empties all": (
        [
            Told("enabled", 1),
            Told("permitted", 2, (REMIND,)),
            Told("subscribed", 3, (ORDER_STATUS,)),
            Told("disabled", 4),
        ],
        State(False, 4, (), 4, (), 4),
    ),
    "switched off and on again": (
        [
            Told("permitted", 1, (REMIND,)),
            Told("disabled", 2),
            Told("enabled", 3),
            Told("subscribed", 4, (ORDER_STATUS,)),
        ],
        State(True, 3, (), 2, (ORDER_STATUS,), 4),
    ),
    "what is taken away at the same moment is not there": (
        [Told("permitted", 1, (REMIND,)), Told("enabled", 1), Told("disabled", 1)],
        State(False, 1, (), 1, (), 1),
    ),
}


@pytest.mark.parametrize(("events", "then"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("backwards", [False, True])
def test_the_account_is_the_same_whichever_way_round_its_events_come(
    session: Session, events: list[Told], then: State, backwards: bool
) -> None:
    assert tell(session, *(events[::-1] if backwards else events)) == then
    assert history(session)[-1].minute == max(event.minute for event in events)


kinds: st.SearchStrategy[Kind] = st.sampled_from(["enabled", "disabled", "permitted", "subscribed"])
mixed = st.lists(
    st.builds(
        Told,
        kinds,
        st.integers(min_value=0, max_value=6),
        st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple),
    ),
    max_size=8,
    unique_by=lambda event: (event.kind, event.minute),
)


def as_told(event: Told) -> Told:
    """Return an event as it is kept: only permissions and subscriptions carry anything."""
    data = event.data if event.kind in ("permitted", "subscribed") else ()
    return event._replace(data=tuple(sorted(data)))


def by_time(events: list[Told]) -> State | None:
    """Return what the account must be: the events one after the other, by their own times."""
    found = State(True, None, (), None, (), None)
    for kind, minute, data in sorted(map(as_told, events), key=lambda event: event.minute):
        match kind:
            case "enabled":
                found = found._replace(enabled=True, enabled_at=minute)
            case "permitted":
                found = found._replace(scopes=data, scopes_at=minute)
            case "subscribed":
                found = found._replace(subscriptions=data, subscriptions_at=minute)
        if ("disabled", minute) in [(one.kind, one.minute) for one in events]:
            found = State(False, minute, (), minute, (), minute)
    return found if events else None


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('accounts') / 'shop.db'}") as store:
        store.migrate()
        yield store


@given(events=mixed, data=st.data())
def test_any_events_in_any_order_any_number_of_times_tell_the_same(
    empty: Store, events: list[Told], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(events))
    again = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    with empty.begin() as session:
        assert tell(session, *shuffled, *again) == by_time(events)
        assert sorted(history(session)) == sorted(map(as_told, events))
        assert accounts.find(session, OTHER) is None
        session.rollback()


def test_of_two_lists_of_one_moment_the_one_told_last_counts_and_stays(session: Session) -> None:
    first, second = Told("permitted", 1, (REMIND,)), Told("permitted", 1, (NOTIFY,))
    for events in ((first, second), (first,), (second,)):
        found = tell(session, *events)
        assert found is not None
        assert found.scopes == (NOTIFY,)
    assert len(history(session)) == 2


def test_other_owners_are_left_alone(session: Session) -> None:
    before = tell(session, Told("permitted", 1, (REMIND,)), owner=OTHER)
    tell(session, Told("permitted", 2, (NOTIFY,)), Told("disabled", 3))
    assert state(accounts.find(session, OTHER)) == before
    assert history(session, OTHER) == [Told("permitted", 1, (REMIND,))]


def test_an_account_outlives_the_turn(store: Store) -> None:
    with store.begin() as session:
        told = tell(session, Told("enabled", 1), Told("subscribed", 2, (ORDER_STATUS,)))
    with store.read() as session:
        assert state(accounts.find(session, OWNER)) == told
        assert accounts.find(session, OTHER) is None
