"""Who writes next: first come, first served, one at a time, and nobody waits longer than wanted."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from sqlalchemy import text

from models.base import Store
from models.errors import StoreUnavailable
from models.turnstile import Queue, Turnstile
from tests.databases import on_sqlite

HOLDER = """
import sys
from pathlib import Path
from models.turnstile import Turnstile
with Turnstile(Path(sys.argv[1])).passed(20) as passed:
    print(passed, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database would be."""
    return tmp_path / "shop.db"


@pytest.fixture
def another_program(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """One that is within; it ends with its input."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as held:
        assert held.stdout
        assert held.stdout.readline() == "True\n"
        yield held


def test_threads_are_called_in_the_order_they_came() -> None:
    queue, order = Queue(), list[int]()
    assert queue.enter(0)

    def wait(number: int) -> None:
        assert queue.enter(monotonic() + 20)
        order.append(number)
        queue.leave()

    with ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(wait, number)
            while len(queue._waiting) <= number:
                Event().wait(0.001)
        queue.leave()
    assert order == [0, 1, 2, 3]


def test_who_gave_up_is_not_called() -> None:
    queue = Queue()
    assert queue.enter(0)
    assert not queue.enter(0)
    queue.leave()
    assert queue.enter(0)


def test_one_program_waits_for_another_and_not_longer_than_wanted(
    path: Path, another_program: "subprocess.Popen[str]"
) -> None:
    ours = Turnstile(path)
    with ours.passed(0) as passed:
        assert not passed
    another_program.communicate()
    with ours.passed(0) as passed:
        assert passed
    ours.close()


def test_a_program_that_died_holds_nobody_up(
    path: Path, another_program: "subprocess.Popen[str]"
) -> None:
    another_program.kill()
    another_program.wait()
    ours = Turnstile(path)
    with ours.passed(0) as passed:
        assert passed
    ours.close()


def test_whoever_was_within_goes_behind_the_one_that_waits(path: Path) -> None:
    order = list[str]()
    with ExitStack() as stack, ThreadPoolExecutor(1) as threads:
        one, other = Turnstile(path), Turnstile(path)
        stack.callback(one.close)
        stack.callback(other.close)

        def come(turnstile: Turnstile, name: str) -> None:
            with turnstile.passed(20) as passed:
                assert passed
                order.append(name)

        with one.passed(0):
            waiting = threads.submit(come, other, "other")
            probe = Turnstile(path)
            stack.callback(probe.close)
            while not _between(probe):
                Event().wait(0.001)
        come(one, "one")
        waiting.result()
    assert order == ["other", "one"]


def _between(probe: Turnstile) -> bool:
    """Whether somebody stands between the gates: the first is shut."""
    import fcntl  # not on every system

    with open(f"{probe._database}-turn1", "a") as gate:  # noqa: PTH123
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_where_no_lock_can_be_made_the_database_decides(tmp_path: Path) -> None:
    with Turnstile(tmp_path / "no" / "such" / "shop.db").passed(0) as passed:
        assert passed


@on_sqlite
def test_a_store_says_that_others_write(store: Store) -> None:
    with store.begin(), pytest.raises(StoreUnavailable, match="locked"), store.begin():
        pytest.fail("two at once")
    with store.begin() as session:
        session.execute(text("SELECT 1"))


def test_in_memory_there_is_nothing_to_wait_at() -> None:
    with Store.open("sqlite://") as store, store.begin() as session:
        session.execute(text("SELECT 1"))
