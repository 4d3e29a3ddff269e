"""The notifier: each customer's news in order, tried again with growing waits, through crashes, to none without a yes."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest

from app.notifier import pace
from app.notifier.carrier import Busy, NotCarried, Refused, Unreachable
from app.notifier.notifier import Notifier
from app.notifier.pace import Pace
from app.rates import Rate, Rates
from models import consent, news_queue, orders, outbox, quiet, time_zones
from models.base import Store
from models.channels import Channel
from models.deliveries import Delivery
from models.fulfilment import Fulfilment
from models.news_errors import NewsTooOld, UnknownNews
from models.proofs import CodeDelivery
from models.quiet import Hours
from tests.app.telling import ANN, BOB, DELIVERED, ON_THE_WAY, PREPARING, READY
from tests.app.telling import agreed as agreed_at
from tests.app.telling import moved as moved_at
from tests.app.telling import ordered as ordered_at
from tests.conftest import Clock

FAST = {Channel.MAIL: Rate(100_000), Channel.ALEXA: Rate(100_000)}
NEVER = Hours.checked("UTC", "00:00", "00:00")


def paced(store: Store, clock: Clock, each: Mapping[Channel, Rate] = FAST) -> Pace:
    return Pace(Rates(store, lambda: clock.now, "channel"), each)


@dataclass
class Post:
    """A channel whose failures are told beforehand."""

    fails: list[NotCarried | Exception] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)

    def send(self, delivery: Delivery | CodeDelivery) -> None:
        assert isinstance(delivery, Delivery)
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(delivery)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Customers and statuses."""
        return [
            (one.user[-3:], one.status.value if one.status else one.notice) for one in self.sent
        ]


@dataclass(frozen=True)
class Office:
    """A shop, its customers and its notifier."""

    store: Store
    clock: Clock
    mail: Post
    alexa: Post
    notifier: Notifier

    def agreed(self, owner: str, *channels: Channel) -> None:
        agreed_at(self.store, owner, *channels, now=self.clock())

    def ordered(self, owner: str, fulfilment: Fulfilment = Fulfilment.PICKUP) -> int:
        return ordered_at(self.store, owner, self.clock(), fulfilment)

    def ready(self, owner: str) -> int:
        number = self.ordered(owner)
        moved_at(self.store, number, self.clock(), PREPARING, READY)
        return number

    def work(self) -> None:
        """Deliver all that is due."""
        while self.notifier.step():
            pass

    def counts(self) -> dict[str, int]:
        """What there is of each outcome."""
        with self.store.read() as session:
            return {name: many for name, many in outbox.counts(session).items() if many}


@pytest.fixture
def office(demo_store: Store, clock: Clock) -> Office:
    mail, alexa = Post(), Post()
    carriers = {Channel.MAIL: mail, Channel.ALEXA: alexa}
    notifier = Notifier(
        demo_store,
        carriers,
        lambda: clock.now,
        lambda: 0.5,
        "notifier-1",
        NEVER,
        paced(demo_store, clock),
    )
    return Office(demo_store, clock, mail, alexa, notifier)


def test_who_agreed_is_told_and_who_did_not_is_not(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    office.ready(BOB)
    office.work()
    assert office.mail.told == [("ANN", "ready")]
    assert office.counts() == {"delivered": 1}


def test_news_of_a_step_that_was_taken_back_is_not_there(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    number = office.ordered(ANN)
    moved_at(office.store, number, office.clock(), PREPARING)
    with pytest.raises(RuntimeError), office.store.begin() as session:
        orders.move(session, number, READY, office.clock())
        raise RuntimeError("the worker died")
    office.work()
    assert office.mail.sent == []


def test_a_yes_that_was_taken_back_counts_for_news_that_wait(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    with office.store.begin() as session:
        consent.withdraw(session, ANN, "no", office.clock())
    office.work()
    assert office.mail.sent == []
    assert office.counts() == {"withdrawn": 1}


def test_what_failed_is_tried_again_after_growing_waits_and_then_given_up(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.mail.fails = [Unreachable("down", doubtful=False) for _ in range(6)]
    office.ready(ANN)
    office.work()
    for waited in pace.WAITS_S:
        office.clock.forward(waited - 1)
        failed = len(office.mail.fails)
        office.work()
        assert len(office.mail.fails) == failed, "too early"
        office.clock.forward(1)
        office.work()
        assert len(office.mail.fails) == failed - 1
    assert office.counts() == {"dead": 1}
    with office.store.read() as session:
        (dead,) = outbox.dead(session)
        assert (dead.error, dead.attempts) == ("down", 6)


def test_waits_are_spread_so_that_not_all_come_back_at_once() -> None:
    parts = iter((0.0, 0.25, 0.5, 0.99))
    spread = {pace.wait(2, parts.__next__) for _ in range(4)}
    assert len(spread) == 4
    assert min(filter(None, spread)) == timedelta(seconds=7.5)


def test_a_dead_letter_can_be_sent_again_unless_it_is_old(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.mail.fails = [Refused("no such address")]
    office.ready(ANN)
    office.work()
    with office.store.begin() as session:
        (dead,) = outbox.dead(session)
        outbox.retry(session, dead.id, office.clock())
    office.work()
    assert office.mail.told == [("ANN", "ready")]
    with office.store.begin() as session, pytest.raises(UnknownNews):
        outbox.retry(session, dead.id, office.clock())
    office.mail.fails = [Refused("no such address")]
    office.ready(ANN)
    office.work()
    with office.store.begin() as session, pytest.raises(NewsTooOld):
        (again,) = outbox.dead(session)
        outbox.retry(session, again.id, office.clock() + timedelta(hours=1))


def test_nobody_is_told_ready_an_hour_late(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    office.clock.forward(3600)
    office.work()
    assert (office.mail.sent, office.counts()) == ([], {"expired": 1})


def test_what_the_order_has_left_behind_is_not_told(office: Office) -> None:
    office.agreed(ANN, Channel.ALEXA)
    office.ready(ANN)
    office.work()
    assert (office.alexa.sent, office.counts()) == ([], {"overtaken": 1})


def test_a_customers_news_stay_in_order_on_each_channel_and_one_channel_does_not_keep_another_back(
    office: Office,
) -> None:
    office.agreed(ANN, Channel.MAIL, Channel.ALEXA)
    office.alexa.fails = [Unreachable("down", doubtful=False)]
    first, second = (office.ordered(ANN, Fulfilment.DELIVERY) for _ in range(2))
    moved_at(office.store, first, office.clock(), PREPARING, READY, ON_THE_WAY)
    moved_at(office.store, second, office.clock(), PREPARING, READY, ON_THE_WAY)
    office.work()
    assert [one.number for one in office.mail.sent] == [first, second]
    assert office.alexa.sent == []
    office.clock.forward(60)
    office.work()
    assert [one.number for one in office.alexa.sent] == [first, second]


def test_what_was_being_sent_when_the_notifier_died_is_sent_again_and_counted(
    office: Office,
) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    dead = replace(office.notifier, name="dead")
    with office.store.begin() as session:
        assert news_queue.claim(session, "dead", office.clock()) == ANN
        before = outbox.next_due(session, ANN, dead.name, office.clock(), NEVER)
    office.work()
    assert office.mail.sent == [], "it may be alive yet"
    office.clock.forward(news_queue.LEASE.total_seconds())
    office.work()
    assert before and [one.event_id for one in office.mail.sent] == [before.event_id]
    assert office.counts() == {"delivered": 1, "repeated": 1}
    with office.store.begin() as session:
        outbox.release(session, ANN, "dead", office.clock(), NEVER)
        assert outbox.next_due(session, ANN, "dead", office.clock(), NEVER) is None


def test_an_event_is_called_by_letters_digits_and_tildes_alone(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL, Channel.ALEXA)
    number = office.ordered(ANN, Fulfilment.DELIVERY)
    for status in (PREPARING, READY, ON_THE_WAY, DELIVERED):
        moved_at(office.store, number, office.clock(), status)
        office.work()
    names = [one.event_id for one in (*office.mail.sent, *office.alexa.sent)]
    assert len(names) == 5
    assert all(name.isascii() and name.replace("~", "").isalnum() for name in names)
    assert len(set(names)) == 3, "one event has one name on all channels"


def test_at_night_by_the_customers_clock_nothing_is_told(office: Office) -> None:
    """It is nine in the morning in UTC: two at night in Denver, six in the evening in Seoul."""
    office.agreed(ANN, Channel.MAIL)
    office.agreed(BOB, Channel.MAIL)
    with office.store.begin() as session:
        quiet.note(session, ANN, Hours.checked("America/Denver", "22:00", "02:30"))
        quiet.note(session, BOB, Hours.checked("Asia/Seoul", "22:00", "02:30"))
    office.ready(ANN)
    office.ready(BOB)
    office.work()
    assert office.mail.told == [("BOB", "ready")]
    office.clock.forward(1800)
    office.work()
    assert office.mail.told == [("BOB", "ready"), ("ANN", "ready")]


def test_a_zone_that_was_learnt_moves_the_shops_quiet_hours(office: Office) -> None:
    """It is nine in the morning in UTC: two at night in Denver, six in the evening in Seoul."""
    notifier = replace(office.notifier, usual=Hours.checked("Asia/Seoul", "22:00", "02:30"))
    office.agreed(ANN, Channel.MAIL)
    with office.store.begin() as session:
        assert time_zones.wanted(session, ANN, office.clock())
        assert time_zones.learn(session, ANN, "America/Denver")
    office.ready(ANN)
    while notifier.step():
        pass
    assert office.mail.told == []
    office.clock.forward(1800)
    while notifier.step():
        pass
    assert office.mail.told == [("ANN", "ready")]


def test_a_channel_that_is_busy_is_left_in_peace_and_loses_nothing(office: Office) -> None:
    for owner in (ANN, BOB):
        office.agreed(owner, Channel.MAIL)
        office.ready(owner)
    office.mail.fails = [Busy("too many", 60)]
    office.work()
    assert (office.mail.sent, office.mail.fails) == ([], []), "the second was not even tried"
    office.clock.forward(60)
    office.work()
    assert sorted(office.mail.told) == [("ANN", "ready"), ("BOB", "ready")]
    with office.store.read() as session:
        assert outbox.counts(session)["repeated"] == 0


def test_a_channel_gets_no_more_than_its_limit_allows(office: Office) -> None:
    slow = paced(office.store, office.clock, {Channel.MAIL: Rate(1)})
    notifier = replace(office.notifier, pace=slow)
    for owner in (ANN, BOB):
        office.agreed(owner, Channel.MAIL)
        office.ready(owner)
    while notifier.step():
        pass
    assert len(office.mail.sent) == 1
    assert office.counts() == {"waiting": 1, "delivered": 1}


def test_all_notifiers_together_keep_to_a_limit(office: Office) -> None:
    for name, owner in (("one", ANN), ("two", BOB)):
        office.agreed(owner, Channel.MAIL)
        office.ready(owner)
        slow = paced(office.store, office.clock, {Channel.MAIL: Rate(1)})
        while replace(office.notifier, name=name, pace=slow).step():
            pass
    assert len(office.mail.sent) == 1
    office.clock.forward(61)
    office.work()
    assert len(office.mail.sent) == 2


def test_a_channel_that_is_not_set_up_says_so_in_a_dead_letter(office: Office) -> None:
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    notifier = replace(office.notifier, carriers={})
    notifier.step()
    with office.store.read() as session:
        (dead,) = outbox.dead(session)
        assert dead.error == "nothing is set up that brings news by mail"


def test_a_fault_of_a_channel_does_not_stop_what_others_wait_for(office: Office) -> None:
    for owner in (ANN, BOB):
        office.agreed(owner, Channel.MAIL)
        office.ready(owner)
    office.mail.fails = [ZeroDivisionError()]
    office.work()
    assert len(office.mail.sent) == 1
    office.clock.forward(30)
    office.work()
    assert office.counts() == {"delivered": 2, "repeated": 1}


def test_of_many_notifiers_each_news_is_told_by_one_and_in_order(
    demo_url: str, clock: Clock
) -> None:
    numbers, post = count(1), Post()
    owners = [f"alexa:amzn1.ask.account.{number:03}" for number in range(12)]
    with Store.open(demo_url) as store:
        for owner in owners:
            agreed_at(store, owner, Channel.MAIL, now=clock.now)
            for number in [ordered_at(store, owner, clock.now) for _ in range(3)]:
                moved_at(store, number, clock.now, PREPARING, READY)

        def work(_: int) -> None:
            name = f"notifier-{next(numbers)}"
            still: Callable[[], float] = lambda: 0.5  # noqa: E731 (typed)
            carriers = {Channel.MAIL: post}
            one = Notifier(
                store, carriers, lambda: clock.now, still, name, NEVER, paced(store, clock)
            )
            while one.step():
                pass

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    told = {user: [one.number or 0 for one in post.sent if one.user == user] for user in
            {one.user for one in post.sent}}  # fmt: skip
    assert len(told) == len(owners)
    assert all(len(ours) == 3 and ours == sorted(ours) for ours in told.values())
