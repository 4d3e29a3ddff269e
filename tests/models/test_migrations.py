"""Migrations make exactly the tables that the code knows, and take them away again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from models.base import MIGRATIONS, Base, Store
from models.errors import StoreUnavailable


@pytest.fixture
def engine(url: str) -> Engine:
    """A plain view on the store's file."""
    return create_engine(url)


def tables(engine: Engine) -> set[str]:
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found - {"alembic_version", "sqlite_sequence"}


def test_the_newest_revision_equals_the_metadata(store: Store, engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert tables(engine) == set(Base.metadata.tables)


def test_partial_indexes_and_checks_are_there(store: Store, engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    engine.dispose()
    made = {row.name: row.sql for row in rows}
    partial = {name for name, sql in made.items() if sql and "WHERE" in sql}
    assert partial == {"ix_cart_owner_open", "ix_customer_order_number_open"}
    assert "AUTOINCREMENT" in made["cart_line"]
    assert "CHECK (stock >= 0)" in made["product"]


def test_going_down_leaves_no_table(store: Store, engine: Engine) -> None:
    store.migrate("base")
    assert tables(engine) == set()
    store.migrate()
    assert tables(engine) == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(store: Store, engine: Engine) -> None:
    before = tables(engine)
    store.migrate()
    assert tables(engine) == before


def test_a_migration_that_fails_leaves_nothing_half_done(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE turn (in_the_way INTEGER)")
    with Store.open(url) as store, pytest.raises(StoreUnavailable, match="already exists"):
        store.migrate()
    assert tables(engine) == {"turn"}


def test_revisions_form_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    files = {path.name[:4] for path in Path(MIGRATIONS / "versions").glob("0*.py")}
    assert files == {revision.revision for revision in script.walk_revisions()}
