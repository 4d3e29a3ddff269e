"""Giving up and the point of no return: one of them comes first, and the other then cannot."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event

import pytest

from app.deadline import GivenUp, Patience, PointOfNoReturn, Runs, Undecided
from models.errors import RequestIdReused
from tests.app.world import Json

SHORT, LONG = Patience(0.01, 0.05), Patience(20, 20)


def never() -> None:
    pytest.fail("it was not slow")


@dataclass
class Work:
    """What a turn does, as far as it is let."""

    before: Event = field(default_factory=Event)
    behind: Event = field(default_factory=Event)
    """Before and behind the point of no return it waits for these"""
    crossed: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)
    begun: int = 0
    fails: bool = False

    def __call__(self, point: PointOfNoReturn) -> Json:
        self.begun += 1
        try:
            self.before.wait(20)
            point.cross()
            self.crossed.set()
            self.behind.wait(20)
            if self.fails:
                raise RuntimeError("the disk is on fire")
            return {"done": self.begun}
        finally:
            self.ended.set()


def free(work: Work) -> Work:
    work.before.set()
    work.behind.set()
    return work


def test_what_is_quick_is_just_done() -> None:
    assert Runs().run("r", free(Work()), LONG, never) == {"done": 1}


def test_an_error_is_passed_on() -> None:
    def reused(_point: PointOfNoReturn) -> Json:
        raise RequestIdReused("r")

    with pytest.raises(RequestIdReused):
        Runs().run("r", reused, LONG, never)


def test_before_the_point_it_is_given_up_and_can_never_cross() -> None:
    work, runs, told = Work(), Runs(), Event()
    with pytest.raises(GivenUp):
        runs.run("r", work, SHORT, told.set)
    assert told.is_set()
    free(work)
    assert work.ended.wait(20)
    assert not work.crossed.is_set()


def test_behind_the_point_it_is_undecided() -> None:
    work, runs = Work(), Runs()
    work.before.set()
    with pytest.raises(Undecided):
        runs.run("r", work, replace(SHORT, deadline=1), work.crossed.wait)
    assert runs.run("r", free(work), LONG, never) == {"done": 1}, "it was waited for, not run twice"


def test_an_error_behind_the_point_is_undecided() -> None:
    work = free(Work(fails=True))
    with pytest.raises(Undecided) as caught:
        Runs().run("r", work, LONG, never)
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_after_one_that_was_given_up_the_same_begins_anew() -> None:
    work, runs = Work(), Runs()
    with pytest.raises(GivenUp):
        runs.run("r", work, SHORT, lambda: None)
    assert runs.run("r", free(Work()), LONG, never) == {"done": 1}
    free(work)


def test_one_that_found_no_thread_in_time_never_begins() -> None:
    first, second, runs = Work(), free(Work()), Runs(threads=1)
    with pytest.raises(GivenUp):
        runs.run("first", first, SHORT, lambda: None)
    with pytest.raises(GivenUp):
        runs.run("second", second, SHORT, lambda: None)
    free(first)
    assert runs.run("third", free(Work()), LONG, never) == {"done": 1}
    assert second.begun == 0


def test_point_and_giving_up_exclude_each_other() -> None:
    with ThreadPoolExecutor(2) as pool:
        for _ in range(500):
            point = PointOfNoReturn()
            given_up = pool.submit(point.give_up)
            crossed = pool.submit(point.cross)
            assert given_up.result() is isinstance(crossed.exception(), GivenUp)
