"""Migrations make exactly the tables that the code knows, and take them away again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from models import (
    accounts,
    addresses,
    api_keys,
    back_in_stock,
    cart,
    cart_reminders,
    channels,
    consent,
    contacts,
    counters,
    customers,
    devices,
    events,
    news,
    news_queue,
    orders,
    passes,
    pending,
    preferences,
    proofs,
    quiet,
    reminders,
    suggestions,
    tallies,
    time_zones,
    turns,
    webhook_secrets,
    webhook_sources,
    webhooks,
)
from models.api_keys import Scope
from models.base import Base, Store
from models.branches import Branch
from models.catalog_import import load, parse
from models.errors import StoreUnavailable
from models.pricing import points, redemptions
from models.revisions import MIGRATIONS
from models.sealing import Seal
from models.stock_tables import BRANCH_STOCK, STOCK_HOLD
from models.translations import translated
from tests.databases import Databases, on_sqlite
from tests.models.test_checkout import bought
from tests.models.world import BRANCHES, LARGE, LATER, NOW, OWNER, SHOP, shop_text

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def url(databases: Databases, stocked: str) -> Iterator[str]:
    """Of a store whose tables are changed."""
    with databases.copy(stocked) as url:
        yield url


@pytest.fixture
def engine(url: str) -> Engine:
    """A plain view on the store."""
    return create_engine(url, poolclass=NullPool)


def tables(engine: Engine) -> set[str]:
    found = set(inspect(engine).get_table_names())
    return found - {"alembic_version", "sqlite_sequence"}


LATER_COLUMNS = {
    *("pickup_minutes", "edition", "at_once", "delivery_minutes", "translations"),
    *("fulfilment", "address", "promised_at", "paid_at", "actor", "who", "refund"),
    *("branch_id", "pickup_at", "base_price"),
    *("offers", "coupons", "discount", "discounts", "loyalty", "use_points"),
    *("points", "points_worth", "earns"),
    *("answers", "purpose", "subject", "suggestions", "since", "counter", "pronunciations"),
}


AT_THE_MILL = {
    name: BRANCHES[0][name]
    for name in ("id", "name", "synonyms", "address", "latitude", "longitude", "zone")
}


def rows(engine: Engine) -> Rows:
    """Return all that is in the tables but the shop's columns that came later."""
    with engine.connect() as connection:
        found = {
            name: sorted(
                (
                    tuple(value for key, value in row._mapping.items() if key not in LATER_COLUMNS)
                    for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
                ),
                key=repr,
            )
            for name in tables(engine)
        }
    return found


def prices(engine: Engine) -> set[tuple[object, ...]]:
    """Return what products are found to cost."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT product_id, base_price FROM search_entry")
        return set(map(tuple, found))


def shape(engine: Engine) -> dict[str, object]:
    """Return what the tables are made of."""
    look = inspect(engine)
    found: dict[str, object] = {
        name: (
            sorted(
                (one["name"], str(one["type"]), one["nullable"]) for one in look.get_columns(name)
            ),
            look.get_pk_constraint(name),
            look.get_foreign_keys(name),
            [(one["name"], one["column_names"], one["unique"]) for one in look.get_indexes(name)],
            look.get_unique_constraints(name),
            look.get_check_constraints(name),
        )
        for name in tables(engine)
    }
    return found


def busy(session: Session) -> None:
    """Put rows into every table."""
    order = bought(session)
    cart.add(session, OWNER, "latte", 2, [LARGE], LATER)
    customers.set_name(session, OWNER, "Ann", NOW)
    pending.ask(session, OWNER, "checkout", {"version": 1}, NOW)
    turns.keep(session, "r1", OWNER, "d", "{}", NOW)
    addresses.note(session, OWNER, "1 Main Street", NOW)
    accounts.permitted(session, OWNER, ["a"], NOW)
    reminders.agree(session, OWNER, order, orders.expected(session, order), "Shall I?", NOW)
    devices.add(session, "till", devices.Key("id", "secret"), NOW)
    consent.give(
        session, OWNER, channels.Channel.MAIL, channels.Purpose.ORDERS, "Yes?", "en-US", NOW
    )
    contacts.note(session, OWNER, channels.Channel.MAIL, "ann@example.com", NOW, proven=True)
    proofs.ask(session, OWNER, channels.Channel.MAIL, "en-US", "Corner", NOW)
    memory = (channels.Channel.ALEXA, channels.Purpose.MEMORY)
    consent.give(session, OWNER, *memory, "Shall I?", "en-US", NOW)
    liked = preferences.Liking("milk", "oat_milk", "oat milk")
    preferences.learn(session, OWNER, [liked], NOW)
    preferences.keep_viewed(session, OWNER, ["latte"], NOW)
    quiet.note(session, OWNER, quiet.Hours.checked("Asia/Seoul", "22:00", "07:00"))
    time_zones.wanted(session, OWNER, NOW)
    time_zones.learn(session, OWNER, "Asia/Seoul")
    news_queue.wake(session, OWNER, NOW)
    api_keys.add(session, "kitchen", [Scope.ORDERS_READ], devices.Key("id", "secret"), NOW)
    seal, secret = Seal.read(Seal.new_key()), webhook_secrets.make(bytes)
    wanted = webhooks.Wanted("w", "https://example.com/", [], "kitchen")
    webhooks.add(session, wanted, secret, seal, NOW, timedelta(days=1))
    webhook_sources.add(session, "till", [Scope.STOCK_WRITE], secret, seal, NOW)
    webhook_sources.keep(session, "till", "id", "d", "{}", NOW)
    events.write(session, NOW, (events.Kind.STOCK_COUNTED, {}))
    webhooks.spread(session, NOW, timedelta(days=1))
    session.execute(insert(redemptions.OFFER_USE).values(offer_id="o", owner=OWNER, uses=1))
    given = {"owner": OWNER, "order_id": order.id, "kind": "earned", "points": 9, "at": NOW}
    session.execute(insert(points.POINTS_ENTRY).values(**given, expires_at=LATER))
    tallies.add(session, "order", OWNER, 1, NOW, timedelta(minutes=1))
    session.add(Branch(written_hours="24/7", phone="", sort=0, listed=True, **AT_THE_MILL))
    session.flush()
    session.execute(insert(BRANCH_STOCK).values(branch_id="mill", product_id="muffin", pieces=5))
    held = {"branch_id": "mill", "product_id": "muffin", "pieces": 1, "expires_at": LATER}
    session.execute(insert(STOCK_HOLD).values(owner=OWNER, **held))
    session.add(counters.CounterBranch(counter="till", branch_id="mill"))
    back_in_stock.watch(session, OWNER, "muffin", NOW)
    suggestions.note(session, OWNER, "sweet", NOW)
    passes.give(session, OWNER, NOW)
    left = cart.current(session, OWNER)
    assert left and cart_reminders.visited(session, left, LATER + timedelta(hours=1))
    told = {"channel": "counter", "address": "till", "kind": "ready"}
    session.add(news.News(order_id=order.id, created_at=NOW, expires_at=LATER, **told))


def test_the_newest_revision_equals_the_metadata(store: Store, engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert tables(engine) == set(Base.metadata.tables)


def test_partial_indexes_and_checks_are_there(store: Store, engine: Engine) -> None:
    look, where = inspect(engine), f"{engine.dialect.name}_where"
    partial = {
        one["name"]
        for name in tables(engine)
        for one in look.get_indexes(name)
        if one.get("dialect_options", {}).get(where) is not None
    }
    of_orders = {f"ix_customer_order_{what}_open" for what in ("number", "branch_id")}
    others = {"ix_cart_owner_open", "ix_news_dead", "ix_stock_watch_waiting", "ix_consent_offers"}
    assert partial == of_orders | others
    checks = {one["name"] for one in look.get_check_constraints("product")}
    assert checks == {"ck_product_price", "ck_product_stock"}


@on_sqlite
def test_the_id_of_a_line_is_never_given_again(store: Store, engine: Engine) -> None:
    with engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'cart_line'")
        assert "AUTOINCREMENT" in made.scalar_one()


def test_going_down_leaves_no_table(store: Store, engine: Engine) -> None:
    store.migrate("base")
    assert tables(engine) == set()
    store.migrate()
    assert tables(engine) == set(Base.metadata.tables)


def test_going_down_and_up_again_keeps_what_both_revisions_know(
    store: Store, engine: Engine, empty_url: str
) -> None:
    with store.begin() as session:
        busy(session)
        session.connection().exec_driver_sql("UPDATE shop SET pickup_minutes = 25")
    newest, shaped, priced = rows(engine), shape(engine), prices(engine)
    assert all(newest.values())
    store.migrate("0001")
    later = {
        *("account", "account_event", "address", "api_key", "consent", "contact", "device"),
        *("event", "event_feed", "news", "news_queue", "quiet_hours", "reminder", "tally"),
        *("webhook_delivery", "webhook_endpoint", "webhook_queue", "webhook_receipt"),
        *("webhook_secret", "webhook_source"),
        *("branch", "branch_stock", "counter_branch", "stock_hold", "trait"),
        *("time_zone", "contact_proof", "offer_use", "points_entry"),
        *("preference", "viewed"),
        *("cart_reminder", "stock_watch", "suggestion_made"),
        *("counter_pass", "counter_pass_salt"),
    }
    assert rows(engine) == {name: kept for name, kept in newest.items() if name not in later}
    assert shape(engine) == first_shape(empty_url)
    store.migrate()
    begun: Rows = {"event_feed": [(1, 0, 0, 0)]}
    anew = rows(engine)
    begun["counter_pass_salt"] = anew["counter_pass_salt"]
    assert begun["counter_pass_salt"] != newest["counter_pass_salt"], "drawn anew"
    assert anew == newest | {name: [] for name in later} | begun
    assert prices(engine) == priced
    assert shape(engine) == shaped
    with store.read() as session:
        order = orders.open_orders(session, OWNER)[0]
        assert orders.expected(session, order) - order.placed_at == timedelta(minutes=10)


def test_an_older_shop_finds_what_lies_in_all_branches_together(
    store: Store, engine: Engine
) -> None:
    products = [one | {"branch_stock": {"pier": 2}} for one in SHOP["products"]]
    with store.begin() as session:
        load(session, parse(shop_text(branches=BRANCHES, products=products)))
    store.migrate("0020")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, stock FROM product").all()
    found = {row[0]: row[1] for row in rows}
    assert (found["muffin"], found["carrot_cake"], found["latte"]) == (7, 2, 2)


def test_how_words_are_spoken_is_forgotten_by_an_older_shop(store: Store, url: str) -> None:
    spoken = {"en": {"latte": "L AA T EY"}}
    with store.begin() as session:
        load(session, parse(shop_text(pronunciations=spoken)))
        assert translated(session, "en").pronunciations == spoken["en"]
    store.migrate("0120")
    store.migrate()
    with Store.open(url) as again, again.begin() as session:
        words = translated(session, "en")
        assert (words.pronunciations, words.products[0].name) == ({}, "latte")


def first_shape(url: str) -> dict[str, object]:
    """Return the shape of a store that was never newer than the first revision."""
    with Store.open(url) as store:
        store.migrate("0001")
    return shape(create_engine(url, poolclass=NullPool))


@pytest.mark.parametrize("revision", ["0001", "head", "base"])
def test_a_revision_is_reached_from_wherever_the_store_is(
    store: Store, engine: Engine, revision: str
) -> None:
    store.migrate(revision)
    there = tables(engine)
    for start in ("base", "0001", "head"):
        store.migrate(start)
        store.migrate(revision)
        assert tables(engine) == there


def test_migrating_twice_changes_nothing(store: Store, engine: Engine) -> None:
    before = tables(engine)
    store.migrate()
    assert tables(engine) == before


def test_a_migration_that_fails_leaves_nothing_half_done(empty_url: str) -> None:
    engine = create_engine(empty_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE turn (in_the_way INTEGER)")
    refused = pytest.raises((StoreUnavailable, DatabaseError), match="already exists")
    with Store.open(empty_url) as store, refused:
        store.migrate()
    assert tables(engine) == {"turn"}


def test_of_programs_that_migrate_at_once_one_does(empty_url: str) -> None:
    def migrated(_program: int) -> set[str]:
        with Store.open(empty_url) as store:
            store.migrate()
        return tables(create_engine(empty_url, poolclass=NullPool))

    with ThreadPoolExecutor(3) as programs:
        assert list(programs.map(migrated, range(3))) == [set(Base.metadata.tables)] * 3


def test_revisions_form_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    files = {path.name[:4] for path in Path(MIGRATIONS / "versions").glob("[0-9]*.py")}
    assert files == {revision.revision for revision in script.walk_revisions()}


def test_the_newest_has_the_greatest_number() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_current_head() == max(one.revision for one in script.walk_revisions())
