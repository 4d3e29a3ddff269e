"""One code said at several counters at the same moment, and one counter that tries many codes at the same moment."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest
from sqlalchemy import func, select

from app.bootstrap import make_visits
from app.counter.exchange import Guess, Reply, Said
from app.counter.speaking import Speaking
from app.counter.visits import Visits
from app.settings import Settings
from models import guesses, passes, shelf
from models.base import Store
from models.passes import Pass
from models.turns import Turn
from skills.lexicon import Lexicon
from skills.understand import Understanding
from tests.alexa import OWNER
from tests.at_once import WORKERS, at_once, programs
from tests.talk import START, stepping_world

HELLO, WRONG, TOO_MANY = "Hello again.", "I know no such code", "That was wrong too often."


@dataclass(frozen=True)
class Workers:
    """Programs over one database; their turns have time."""

    store: Store
    visits: Sequence[Visits]

    def give(self, owner: str = OWNER) -> str:
        """A code of an account's, as it is said."""
        with self.store.begin() as session:
            return f"my code is {passes.give(session, owner, START)}"

    def at_once(self, said: Sequence[tuple[str, Said]]) -> list[Reply]:
        """Say all at their counters, each to a worker of its own, at the same moment."""
        pairs = zip(self.visits, said, strict=False)
        return at_once([partial(worker.answer, *one) for worker, one in pairs])


def says(words: str, turn: str, *after: str) -> Said:
    return Said(turn=turn, heard=(Guess(words=words),), typed=True, after=after)


@pytest.fixture
def workers(demo_url: str, demo_lexicon: Lexicon) -> Iterator[Workers]:
    settings, world = Settings(), stepping_world()
    with programs(demo_url, settings, world) as shops:
        made = []
        for shop in shops:
            visits = make_visits(shop, settings)
            with shop.store.read() as session:
                edition = shelf.shop(session).edition
            understanding = Understanding(demo_lexicon)
            visits.speakings.made = Speaking(edition, demo_lexicon, understanding)
            made.append(visits)
        yield Workers(shops[0].store, made)


def owners(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(session.scalars(select(Turn.owner)))


def test_of_counters_that_hear_one_code_at_once_one_wins(workers: Workers) -> None:
    code = workers.give()
    replies = workers.at_once([(f"till-{n}", says(code, "t1")) for n in range(WORKERS)])
    heard = sorted(reply.speech.split(".")[0] for reply in replies)
    assert heard == [HELLO.rstrip("."), *[WRONG] * (WORKERS - 1)]
    assert owners(workers.store).count(OWNER) == 1
    with workers.store.read() as session:
        assert not session.scalar(select(func.count()).select_from(Pass))


def test_a_turn_that_reaches_several_workers_at_once_is_one(workers: Workers) -> None:
    said = ("till-1", says(workers.give(), "t1"))
    replies = workers.at_once([said] * WORKERS)
    assert [reply.speech for reply in replies] == [replies[0].speech] * WORKERS
    assert replies[0].speech.startswith(HELLO)
    assert owners(workers.store) == [OWNER]


def test_a_counter_that_tries_many_codes_at_once_gets_no_more_tries(workers: Workers) -> None:
    code = workers.give()
    tried, turns, most = 0, count(), guesses.COUNTER[guesses.WHO].wrong
    while tried < most - 1:  # a turn given up on a busy machine is no guess
        said = says("my code is 999999", f"t{next(turns)}")
        tried += workers.visits[0].answer("till-1", said).speech.startswith(WRONG)
    wrong = [("till-1", says(f"my code is 99999{n}", f"w{n}")) for n in range(WORKERS)]
    heard = [reply.speech.startswith(WRONG) for reply in workers.at_once(wrong)]
    assert heard.count(True) == 1
    assert workers.visits[0].answer("till-1", says(code, "right")).speech.startswith(TOO_MANY)
    assert workers.visits[0].answer("till-2", says(code, "right")).speech.startswith(HELLO)


def test_a_new_code_while_the_old_one_is_said_ends_either_way(workers: Workers) -> None:
    """Neither waits for the other forever, and at most one visit is the account's."""
    old = workers.give()
    with ThreadPoolExecutor(2) as pool:
        new = pool.submit(workers.give)
        reply = pool.submit(workers.visits[0].answer, "till-1", says(old, "t1")).result()
        second = workers.visits[1].answer("till-2", says(new.result(), "t1"))
    assert second.speech.startswith(HELLO)
    assert reply.speech.startswith((HELLO, WRONG))
