"""A step of the tables leaves programs of the version before working: what they write and read is still possible.

That is tried with the rows of a busy shop, as the tables before the step have them; so no column may go, and none may come
that the old program would have to know. A step that cannot be made so says it in its module, as `CONTRACTS`.
"""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import MetaData, create_engine, delete, insert, inspect, select
from sqlalchemy.pool import NullPool

from models.base import Store
from models.revisions import MIGRATIONS
from tests.databases import Databases
from tests.models.test_migrations import busy

STEPS = list(pairwise(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
"""Each with the revision before it, the newest first"""


@pytest.fixture(scope="module")
def falling(databases: Databases, stocked: str) -> Iterator[str]:
    """A busy shop whose tables each test takes down from the step before its own: all the way anew would take a minute."""
    with databases.copy(stocked) as url:
        with Store.open(url) as store, store.begin() as session:
            busy(session)
        yield url


@pytest.fixture
def url(databases: Databases, falling: str, before: Script) -> Iterator[str]:
    """A busy shop with the tables before the step."""
    with Store.open(falling) as store:
        store.migrate(before.revision)
    with databases.copy(falling) as url:
        yield url


@pytest.mark.parametrize(("after", "before"), STEPS, ids=[step.revision for step, _ in STEPS])
def test_what_the_version_before_writes_and_reads_is_possible_still(
    store: Store, url: str, before: Script, after: Script
) -> None:
    known = MetaData()
    engine = create_engine(url, poolclass=NullPool)
    known.reflect(engine)
    tables = [one for one in known.sorted_tables if one.name != "alembic_version"]
    with engine.connect() as connection:
        rows = {one: connection.execute(select(one)).mappings().all() for one in tables}
    store.migrate(after.revision)
    if reason := getattr(after.module, "CONTRACTS", ""):
        pytest.skip(f"programs of {before.revision} are to be stopped: {reason}")
    new = set(inspect(engine).get_table_names()) - {one.name for one in tables}
    with engine.begin() as connection:
        later = MetaData()
        later.reflect(connection, only=sorted(new - {"alembic_version"}))
        for table in [*reversed(later.sorted_tables), *reversed(tables)]:
            if table in tables or table.name in new:
                connection.execute(delete(table))
        for table in tables:
            if rows[table]:
                connection.execute(insert(table), [dict(row) for row in rows[table]])
    with engine.connect() as connection:
        assert {one: connection.execute(select(one)).mappings().all() for one in tables} == rows
