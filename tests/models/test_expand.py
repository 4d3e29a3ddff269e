"""A step of the tables leaves programs of the version before working: what they write and read is still possible.

That is tried with the rows of a busy shop, as the tables before the step have them; so no column may go, and none may come
that the old program would have to know. A step that cannot be made so says it in its module, as `CONTRACTS`.
"""

from itertools import pairwise

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import MetaData, create_engine, delete, insert, inspect, select
from sqlalchemy.pool import NullPool

from models.base import Store
from models.revisions import MIGRATIONS
from tests.models.test_migrations import busy, url  # noqa: F401 (a fixture)

STEPS = list(pairwise(reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))))


@pytest.mark.parametrize(("before", "after"), STEPS, ids=[step.revision for _, step in STEPS])
def test_what_the_version_before_writes_and_reads_is_possible_still(
    store: Store,
    url: str,  # noqa: F811
    before: Script,
    after: Script,
) -> None:
    with store.begin() as session:
        busy(session)
    store.migrate(before.revision)
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
