"""Old tables: an embedded store is brought up to date by whoever opens it, a shared one by `migrate` only."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.__main__ import main
from models.base import Store
from models.revisions import Tables
from tests.databases import on_postgresql, on_sqlite


def at(url: str, revision: str) -> None:
    """Make the tables of a revision."""
    with Store.open(url) as store:
        store.migrate(revision)


def tables(url: str) -> Tables:
    with Store.open(url) as store:
        return store.tables()


@on_postgresql
def test_a_program_refuses_shared_tables_that_are_older_and_says_what_to_do(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at(empty_url, "0005")
    assert main(["news", "list", "--store", empty_url]) == 1
    assert capsys.readouterr().err == (
        "error: the tables are older than this program: run python -m app migrate\n"
    )
    assert tables(empty_url) is Tables.OLD
    assert main(["migrate", "--check", "--store", empty_url]) == 1
    assert main(["migrate", "--store", empty_url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "the tables are older than this program",
        "the tables were older than this program; they are current",
    ]
    assert main(["migrate", "--check", "--store", empty_url]) == 0
    assert main(["news", "list", "--store", empty_url]) == 0


@on_sqlite
def test_an_embedded_store_is_brought_up_to_date(empty_url: str) -> None:
    at(empty_url, "0005")
    assert main(["news", "list", "--store", empty_url]) == 0
    assert tables(empty_url) is Tables.CURRENT


def test_where_there_are_no_tables_they_are_made(empty_url: str) -> None:
    assert tables(empty_url) is Tables.MISSING
    assert main(["news", "list", "--store", empty_url]) == 0
    assert tables(empty_url) is Tables.CURRENT


def test_tables_of_a_later_version_are_worked_with_and_left_alone(empty_url: str) -> None:
    at(empty_url, "head")
    engine = create_engine(empty_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert tables(empty_url) is Tables.NEWER
    for command in (["news", "list"], ["migrate", "--check"], ["migrate"]):
        assert main([*command, "--store", empty_url]) == 0
    assert tables(empty_url) is Tables.NEWER


def test_the_command_names_a_database_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:1/none"
    assert main(["migrate", "--store", url]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: the store cannot be used now")
    assert "secret" not in said
