"""The store keeps all of a transaction or nothing of it."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from models import cart, customers
from models.base import Store
from models.browse import shop
from models.cart_tables import CART_LINE
from models.customers import CUSTOMER
from models.errors import StoreUnavailable
from tests.databases import locked, on_postgresql, on_sqlite
from tests.models.world import LARGE, NOW, OWNER


def lines_in(store: Store) -> int:
    with store.begin() as session:
        return session.scalar(select(func.count()).select_from(CART_LINE)) or 0


def test_work_is_kept_when_the_transaction_ends_well(store: Store) -> None:
    with store.begin() as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
    assert lines_in(store) == 1


def test_any_error_rolls_everything_back(store: Store) -> None:
    with pytest.raises(KeyError), store.begin() as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
        customers.meet(session, OWNER, NOW)
        raise KeyError("on the way")
    assert lines_in(store) == 0
    with store.begin() as session:
        assert session.scalar(select(CUSTOMER.c.owner)) is None


def test_references_are_enforced(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as session:
        session.execute(text("INSERT INTO search_entry VALUES ('tea', 999, 'no-such-product', 0)"))


@on_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 1)]
)
def test_sqlite_is_set_to_keep_what_it_committed(
    store: Store, pragma: str, value: str | int
) -> None:
    with store.begin() as session:
        assert session.scalar(text(f"PRAGMA {pragma}")) == value


@on_sqlite
def test_a_transaction_waits_for_the_disk_unless_told_not_to(store: Store) -> None:
    full, normal = 2, 1
    # One after the other on the same connection: none leaves its setting to the next.
    for durable, value in ((True, full), (False, normal), (True, full)):
        with store.begin(durable=durable) as session:
            assert session.scalar(text("PRAGMA synchronous")) == value
    with store.begin() as session:
        assert session.scalar(text("PRAGMA synchronous")) == full


@on_postgresql
def test_a_commit_waits_for_the_disk_unless_told_not_to(url: str) -> None:
    with Store.open(url) as store:
        for durable, waits in ((True, "server's own"), (False, "off"), (True, "server's own")):
            with store.begin(durable=durable) as session:
                set_here = session.scalar(
                    text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
                )
                assert (set_here == "session") is (waits == "off")


def test_what_is_not_durable_is_kept_or_undone_as_a_whole_too(store: Store) -> None:
    with pytest.raises(KeyError), store.begin(durable=False) as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
        raise KeyError("on the way")
    assert lines_in(store) == 0
    with store.begin(durable=False) as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
    assert lines_in(store) == 1


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    berlin = timezone(timedelta(hours=1))
    with store.begin() as session:
        customers.meet(session, OWNER, datetime(2026, 3, 1, 10, 0, tzinfo=berlin))
    with store.begin() as session:
        seen = session.scalars(select(CUSTOMER.c.first_seen)).one()
    assert (seen, seen.tzinfo) == (NOW, UTC)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="without a zone"), store.begin() as session:
        customers.meet(session, OWNER, NOW.replace(tzinfo=None))


def test_a_locked_store_says_so_and_leaves_nothing_half_done(store: Store, url: str) -> None:
    with (
        locked(url),
        pytest.raises(StoreUnavailable, match=r"lock|timeout") as refusal,
        store.begin(wait_ms=1) as session,
    ):
        cart.add(session, OWNER, "water", 1, (), NOW)
    assert not refusal.value.passing
    assert lines_in(store) == 0
    with store.begin() as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
    assert lines_in(store) == 1


def test_reading_waits_for_no_writer(store: Store) -> None:
    with store.begin() as writer:
        cart.add(writer, OWNER, "water", 1, (), NOW)
        writer.flush()
        with store.read() as session:
            assert shop(session).name == "Test Bar"
            assert cart.current(session, OWNER) is None
    with store.read() as session:
        assert cart.current(session, OWNER) is not None


def test_writing_waits_for_no_reader(store: Store) -> None:
    with store.read() as session:
        assert shop(session).name == "Test Bar"
        with store.begin() as writer:
            cart.add(writer, OWNER, "water", 1, (), NOW)
        assert cart.current(session, OWNER) is None
    assert lines_in(store) == 1


def test_nothing_can_be_written_while_reading(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match=r"read-?only"), store.read() as session:
        cart.add(session, OWNER, "water", 1, (), NOW)
    assert lines_in(store) == 0


@on_sqlite
def test_a_full_disk_leaves_nothing_half_done(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="full"), store.begin() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        for visit in range(1000):
            cart.add(session, f"counter:{visit}", "latte", 1, [LARGE], NOW)
    assert lines_in(store) == 0
    with store.begin() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        cart.add(session, OWNER, "latte", 1, [LARGE], NOW)
    assert lines_in(store) == 1


def test_a_store_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "such"
    for url, why in (
        (f"sqlite:///{nowhere / 'shop.db'}", "unable to open"),
        (f"postgresql+psycopg://me:secret@/shop?host={nowhere}", "failed: No such file"),
    ):
        with Store.open(url) as store, pytest.raises(StoreUnavailable, match=why) as refusal:
            store.migrate()
        assert "secret" not in str(refusal.value)
