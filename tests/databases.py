"""Databases for tests, made and copied in the way of each engine."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import TupleRow
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.bench.postgresql import Server

ENGINES = ("sqlite", "postgresql")
Fill = Callable[[str], None]
"""Fills a database, given its URL"""
on_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what only SQLite has: files, pragmas, one writer at a time"""
on_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
"""For what only PostgreSQL has: rows locked one by one"""


class Databases(ABC):
    """Where a test's databases come from; each is known by its URL, and gone when the test is over."""

    def __init__(self) -> None:
        self._templates: dict[Fill, str] = {}

    @abstractmethod
    def empty(self) -> AbstractContextManager[str]:
        """Make one without tables."""

    @abstractmethod
    def copy(self, url: str) -> AbstractContextManager[str]:
        """Make one like another, to which nobody is connected."""

    @abstractmethod
    def lend(self, url: str) -> AbstractContextManager[str]:
        """The same, for a test that leaves the tables as they are but for their rows."""

    def template(self, fill: Fill) -> str:
        """Give one that was filled when it was first asked for; it is to be copied only."""
        if fill not in self._templates:
            url = self._new()
            fill(url)
            self._templates[fill] = url
        return self._templates[fill]

    @abstractmethod
    def _new(self) -> str:
        """Make one that is kept."""


class Files(Databases):
    """SQLite: a database is a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._paths = (folder / f"shop-{number}.db" for number in count(1))

    @contextmanager
    def empty(self) -> Iterator[str]:
        url = self._new()
        yield url
        for left in file_of(url).parent.glob(f"{file_of(url).name}*"):
            left.unlink()

    @contextmanager
    def copy(self, url: str) -> Iterator[str]:
        with self.empty() as copied:
            shutil.copy(file_of(url), file_of(copied))
            yield copied

    def lend(self, url: str) -> AbstractContextManager[str]:
        return self.copy(url)

    def _new(self) -> str:
        return f"sqlite:///{next(self._paths)}"


@dataclass(frozen=True)
class Lent:
    """One that is lent again and again, by a connection that stays: a new one has to learn all tables first."""

    name: str
    connection: psycopg.Connection[TupleRow]


class Served(Databases):
    """PostgreSQL: a database of one server. Making one takes longer than a test, so they are lent again."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self._given_back: dict[str, list[Lent]] = {}

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._made("template1") as name:
            yield self._server.url(name)

    @contextmanager
    def copy(self, url: str) -> Iterator[str]:
        with self._made(name_of(url)) as name:
            yield self._server.url(name)

    @contextmanager
    def lend(self, url: str) -> Iterator[str]:
        free = self._given_back.setdefault(name_of(url), [])
        lent = free.pop() if free else self._kept(name_of(url))
        yield self._server.url(lent.name)
        lent.connection.execute(PUT_BACK)
        free.append(lent)

    def close(self) -> None:
        """Let go of what was given back."""
        for lent in chain.from_iterable(self._given_back.values()):
            lent.connection.close()

    def _new(self) -> str:
        return self._server.url(self._server.make())

    def _kept(self, template: str) -> Lent:
        name = self._server.make(template)
        connection = self._server.connect(name)
        connection.execute(KEEP)
        return Lent(name, connection)

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = self._server.make(template)
        yield name
        self._server.drop(name)


KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.state (name text PRIMARY KEY, rows text);
CREATE FUNCTION kept.now(name text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE found text; BEGIN
  EXECUTE format('SELECT concat(count(*), '':'', max(xmin::text::bigint)) FROM public.%I', name) INTO found;
  RETURN found;
END $$;
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'of_' || t, t);
    INSERT INTO kept.state VALUES (t, kept.now(t));
  END LOOP;
END $$"""
"""Puts a copy of all rows aside, and how many there are and which transaction was the last to write one"""
PUT_BACK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT name FROM kept.state WHERE rows <> kept.now(name) LOOP
    EXECUTE format('DELETE FROM public.%I', t);
    EXECUTE format('INSERT INTO public.%I TABLE kept.%I', t, 'of_' || t);
    UPDATE kept.state SET rows = kept.now(t) WHERE name = t;
  END LOOP;
  PERFORM setval(format('public.%I', sequencename), start_value, false)
    FROM pg_sequences WHERE schemaname = 'public';
END $$"""
"""Brings them back where a table is not as it was, whoever is still connected; references are not checked meanwhile"""


def file_of(url: str) -> Path:
    """Where SQLite keeps it."""
    return Path(name_of(url))


def name_of(url: str) -> str:
    """The database of a URL."""
    return make_url(url).database or ""


@contextmanager
def locked(url: str, tables: str = "cart, turn, customer") -> Iterator[None]:
    """Let nobody else write meanwhile; on PostgreSQL nobody can read either, so that the first look has to wait."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    on_file = engine.dialect.name == "sqlite"
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE" if on_file else "BEGIN")
        if not on_file:
            other.exec_driver_sql(f"LOCK TABLE {tables}")
        try:
            yield
        finally:
            other.exec_driver_sql("ROLLBACK")


def plan(session: Session, statement: str) -> list[str]:
    """Return how SQLite goes about a statement whose values it does not know yet."""
    values = ("x",) * statement.count("?")
    asked = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [row.detail for row in asked]
