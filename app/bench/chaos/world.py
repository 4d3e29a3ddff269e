"""The programs of a run: server, notifiers and database, each killed and started again. May import everything.

Server and notifier are the real commands, started by `sabotage`, which lets time run faster for the notifier.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from random import Random
from time import monotonic, sleep
from typing import IO
from urllib.request import urlopen

import psutil

from app.bench import postgresql
from app.bench.chaos import database, processes
from app.bench.chaos.disk import Disk
from app.errors import CommandFailed

WORKERS, THREADS, NOTIFIERS = 2, 16, 2
SOON_S = 180.0
PAUSE_S = 0.4
"""Nothing that was killed comes back at once; at most so much later"""


@dataclass
class Program:
    """One of ours, as a process that can be started again."""

    command: tuple[str, ...]
    environ: Mapping[str, str]
    log: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "app.bench.chaos.sabotage", *self.command],
            env={**os.environ, **self.environ},
            stdout=self.log,
            stderr=self.log,
        )

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid if self.process else 0

    @property
    def ended(self) -> bool:
        """Whether it is not there any more."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """End it and its children at once, and wait until they are gone."""
        if self.process is None:
            return
        for one in processes.tree([self.pid]):
            with suppress(psutil.Error):
                one.kill()
        self.process.wait()


@dataclass
class World:
    """All of them."""

    url: str
    server: Program
    notifiers: list[Program]
    disk: Disk
    postgresql: postgresql.Server | None
    random: Random
    """Which worker, which notifier, and for how long"""

    def kill(self, victim: str) -> None:
        """Kill something with SIGKILL and let it come back."""
        match victim:
            case "worker":  # gunicorn starts another
                workers = processes.tree([self.server.pid])[1:]
                if workers:
                    with suppress(psutil.Error):
                        self.random.choice(workers).kill()
            case "database":
                self._kill_database()
            case _:
                program = self.random.choice({"server": [self.server]}.get(victim, self.notifiers))
                program.kill()
                self._pause()
                program.start()
                self.answers()

    def fill_disk(self, seconds: float) -> None:
        """Leave no space for so long; who dies of it is started again."""
        self.disk.fill(self._pids())
        sleep(seconds)
        self.disk.free(self._pids())
        self.revive()
        self.answers()

    def answers(self) -> None:
        """Wait until the server answers; whatever ends meanwhile is started again. Raises as `revive`, and `CommandFailed`.

        What a full disk kills may die only after it was looked at, and its port may be another's for a moment.
        """
        ends = monotonic() + SOON_S
        while True:
            try:
                with urlopen(f"{self.url}/health", timeout=SOON_S):  # noqa: S310 (our own server)
                    return
            except OSError as error:
                if monotonic() > ends:
                    raise CommandFailed(f"the bench's server does not answer: {error}") from error
                self.revive()
                sleep(0.05)

    def revive(self) -> None:
        """Start what is not there any more, as whoever watches over programs would."""
        if self.postgresql and not database.alive(self.postgresql):
            database.begin(self.postgresql)
        for program in (self.server, *self.notifiers):
            if program.ended:
                program.start()

    def _kill_database(self) -> None:
        if self.postgresql is None:
            return
        pid = self.postgresql.pid
        children = processes.tree([pid])[1:] if pid else []
        # Every other time one of its children: then it recovers by itself.
        target = (
            self.random.choice(children).pid if children and self.random.random() < 0.5 else pid
        )
        if target:
            with suppress(psutil.Error):
                psutil.Process(target).kill()
                processes.await_death(target)  # until then it would be taken for alive
        self._pause()
        self.revive()

    def _pids(self) -> list[int]:
        database = self.postgresql.pid if self.postgresql else None
        programs = [program.pid for program in (self.server, *self.notifiers)]
        return [*programs, *([database] if database else [])]

    def _pause(self) -> None:
        sleep(self.random.uniform(0, PAUSE_S))


def free_port() -> int:
    """A port that is free now, and stays so as long as nobody else asks."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def programs(world: World) -> Iterator[None]:
    """Run them all, from when the server answers; they are killed at the end, in whatever state they are."""
    with ExitStack() as stack:
        for program in (world.server, *world.notifiers):
            stack.callback(program.kill)
            program.start()
        world.answers()
        yield
