"""Everybody of a run at once: customers, staff, counters that call numbers, and the killer. May import everything."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from random import Random
from time import monotonic

from app.bench.chaos.customers import Customers, number_in
from app.bench.chaos.evidence import Evidence
from app.bench.chaos.killers import Killer
from app.bench.chaos.line import Line
from app.bench.chaos.plan import COUNTERS, Person, Plan
from app.bench.chaos.shop import Opened
from app.bench.chaos.staff import Staff
from app.bench.chaos.talk import AlexaTalk, CounterTalk, Ear, Talk, Understand
from app.bootstrap import World, make_lexicon
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.settings import DEVELOPMENT_SKILL_ID
from models.channels import Channel
from skills.envelope import Caller
from skills.understand import Understanding
from skills.wording import Wording

CUSTOMERS, STAFF = 8, 4
"""At a time"""
MOST_OPEN = 500
"""Orders that are not handed over; there are numbers for 900"""
STALL_S = 30.0
"""When nothing has happened for so long, nothing will"""
LOOK_S = 0.05


@dataclass
class Crowd:
    """All of them."""

    plan: Plan
    shop: Opened
    evidence: Evidence
    people: list[Person]

    def __post_init__(self) -> None:
        self.outside = World()
        self.wording = Wording.load("en-US")
        self.lexicon = make_lexicon(self.shop.store, "en-US")
        self.understand: Understand = cache(Understanding(self.lexicon).understand)
        for words in ("a bagel", "check out"):  # the first time it gets ready
            self.understand(words, "")
        by_name = {one.name: one for one in self.people}
        self.staff = Staff(self.evidence, by_name, self.shop.staff_key, self.outside.new_id)

    def act(self) -> float:
        """Let it all happen, until all is done or nothing goes on; gives the seconds."""
        logging.getLogger("countertalk.counter").setLevel(logging.CRITICAL)  # that is foreseen
        begun = monotonic()
        self.evidence.begin()
        with ThreadPoolExecutor(64, "chaos") as pool:
            try:
                self._act(pool)
            finally:
                self.evidence.ended.set()
        return monotonic() - begun

    def _act(self, pool: ThreadPoolExecutor) -> None:
        killing = pool.submit(Killer(self.plan, self.shop.world, self.evidence).work)
        helping = [pool.submit(self.staff.work, self._line(f"staff {n}")) for n in range(STAFF)]
        helping.append(pool.submit(self.staff.retry_dead, self.shop.store, self.outside.clock))
        helping += [pool.submit(self._call, counter) for counter in COUNTERS]
        coming = [pool.submit(self._serve, *one) for one in self._queues()]
        while not (self._done([*coming, killing]) and self.staff.open == 0):
            self._done(helping)
            if self.evidence.ended.wait(LOOK_S) or self.evidence.stalled(STALL_S):
                self.evidence.count("stalled")
                return

    @staticmethod
    def _done(futures: list[Future[None]]) -> bool:
        """Whether they have ended; raises what went wrong in one."""
        for one in futures:
            if one.done():
                one.result()
        return all(one.done() for one in futures)

    def _queues(self) -> list[tuple[str, "SimpleQueue[Person]"]]:
        """Whom each thread serves: one counter's people one after the other, the others so many at a time."""
        queues: dict[str, SimpleQueue[Person]] = {name: SimpleQueue() for name in ("", *COUNTERS)}
        for person in self.people:
            queues[person.counter].put(person)
        names = [(f"customer {n}", "") for n in range(CUSTOMERS)] + [(one, one) for one in COUNTERS]
        return [(name, queues[queue]) for name, queue in names]

    def _serve(self, name: str, queue: "SimpleQueue[Person]") -> None:
        line = self._line(name)
        ear = Ear.of(self.wording)
        customers = Customers(self.evidence, ear, lambda person: self._talk(line, person))
        while True:
            while self.staff.open >= MOST_OPEN:
                if self.evidence.ended.wait(LOOK_S):
                    return
            try:
                customers.serve(queue.get_nowait())
            except Empty:
                return

    def _talk(self, line: Line, person: Person) -> Talk:
        if person.counter:
            return CounterTalk(line, self.shop.counter_keys[person.counter], self.outside)
        user = person.owner.partition(":")[2]
        caller = Caller(DEVELOPMENT_SKILL_ID, user, "device", "en-US")
        signer = self.shop.signer
        return AlexaTalk(line, signer, self.lexicon, self.understand, caller, self.outside)

    def _call(self, counter: str) -> None:
        """Take what is to be called at a counter, and call it: then who waits there has heard it."""
        address = Address(self.shop.world.url, self.shop.counter_keys[counter])
        with FarShop(address, self.wording) as shop:
            while not self.evidence.ended.is_set():
                try:
                    for one in shop.arrivals(self.evidence.ended):
                        self._called(shop, counter, one.id, one.speech)
                except Exception as error:  # as the counter's own announcer does
                    self.evidence.count(f"no_stream_{type(error).__name__.strip('_')}")
                self.evidence.ended.wait(LOOK_S)

    def _called(self, shop: FarShop, counter: str, news_id: int, speech: str) -> None:
        number = number_in(speech) or 0
        if shop.take(news_id, self.outside.new_id()):
            news = self.evidence.news(Channel.COUNTER, f"counter:{counter}", number)
            self.evidence.attempt(news, kept=True, confirmed=True)

    def _line(self, name: str) -> Line:
        random = Random(f"{self.plan.seed} {name}")  # noqa: S311
        return Line(self.shop.world.url, self.evidence, random)
