"""Tells a process at once that there is news for a counter, whoever moved the order. Imports nothing of ours but the store.

PostgreSQL says so itself, when what caused it is committed: one connection listens for the whole process. SQLite's file
tells whether anything was committed, which is asked often as long as somebody waits. Either is only a hint to look: what is
missed while PostgreSQL is started anew is looked for then.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.base import Store

CHANNEL = "countertalk_news"
POLL_S = 0.02
"""How often SQLite is asked"""
LOOK_S = 0.25
"""How long to wait at most where nothing can tell: in memory, or while PostgreSQL is away"""
AGAIN_S = (0.1, 0.5, 1.0, 2.0)
"""Before each attempt to listen again; the last one ever after"""
_NEWEST = "SELECT max(id) FROM news"
_NEWER = "SELECT id, address FROM news WHERE id > ? AND channel = 'counter' ORDER BY id"


def tell(session: Session, addresses: Iterable[str]) -> None:
    """Let all processes know, as soon as this transaction is committed, that there is news at these counters."""
    if session.connection().dialect.name == "postgresql":
        for address in addresses:
            session.execute(select(func.pg_notify(CHANNEL, address)))


@dataclass
class NewsWatch:
    """What one process waits at. A thread of its own begins with the first who waits; `close` ends all waiting."""

    store: Store
    closed: bool = False
    _changed: Condition = field(default_factory=Condition, repr=False)
    _arrived: dict[str, int] = field(default_factory=dict, repr=False)
    """By counter, how often there was news"""
    _anew: int = 0
    """How often listening began: then there may be news for everybody"""
    _hears: bool = False
    _waiting: int = 0
    _thread: Thread | None = field(default=None, repr=False)

    def mark(self, counter: str) -> int:
        """Where a counter is: to be asked for before one looks for news."""
        return self._anew + self._arrived.get(counter, 0)

    def wait(self, counter: str, mark: int, seconds: float) -> None:
        """Return when there may have been news at a counter since the mark, or after so many seconds."""
        with self._changed:
            if self._thread is None and not self.closed:
                self._thread = Thread(target=self._listen, name="news", daemon=True)
                self._thread.start()
            self._waiting += 1
            self._changed.notify_all()  # whoever polls begins to
            hurried = seconds if self._hears else min(seconds, LOOK_S)
            self._changed.wait_for(lambda: self.closed or self.mark(counter) != mark, hurried)
            self._waiting -= 1

    def end(self) -> None:
        """End all waiting, now and later. May be called from a signal handler."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def close(self) -> None:
        """The same, and wait until nothing is asked of the store any more."""
        self.end()
        if self._thread:
            self._thread.join(2)

    def _listen(self) -> None:
        """In the thread: hear until it is closed, however often the database goes away."""
        failed = 0
        while not self.closed:
            try:
                self._hear_once()
            except (psycopg.Error, sqlite3.Error, DBAPIError):
                failed = 0 if self._hears else failed + 1
            with self._changed:
                self._hears = False
                self._changed.wait_for(lambda: self.closed, AGAIN_S[min(failed, 3)])

    def _hear_once(self) -> None:
        """Hear as long as one connection lasts."""
        line = self.store.line()
        if line is None:
            return
        with closing(line):
            driver: Any = line.dbapi_connection
            if isinstance(driver, sqlite3.Connection):
                self._poll(driver)
                return
            try:
                self._heed(driver)
            except psycopg.Error:
                driver.close()
                line.invalidate()  # nothing can be rolled back on it any more
                raise

    def _heed(self, driver: "psycopg.Connection[Any]") -> None:
        """Hear what PostgreSQL tells."""
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        self._begun()
        while not self.closed:
            for told in driver.notifies(timeout=0.5):
                self._arrive([told.payload])

    def _poll(self, driver: sqlite3.Connection) -> None:
        """Ask SQLite as long as somebody waits."""
        version, newest = -1, driver.execute(_NEWEST).fetchone()[0] or 0
        self._begun()
        while not self.closed:
            (now,) = driver.execute("PRAGMA data_version").fetchone()
            if now != version:
                found = driver.execute(_NEWER, (newest,)).fetchall()
                self._arrive(address for _, address in found)
                version, newest = now, max((one for one, _ in found), default=newest)
            with self._changed:
                self._changed.wait_for(lambda: self.closed, POLL_S)
                self._changed.wait_for(lambda: self.closed or self._waiting)

    def _begun(self) -> None:
        """Have everybody look: something may have been missed before."""
        with self._changed:
            self._hears = True
            self._anew += 1
            self._changed.notify_all()

    def _arrive(self, counters: Iterable[str]) -> None:
        with self._changed:
            for counter in counters:
                self._arrived[counter] = self._arrived.get(counter, 0) + 1
            self._changed.notify_all()
