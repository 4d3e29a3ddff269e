"""Proving an address: a code comes by the channel itself and is said back; nothing else goes there before."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from app.notifier.carrier import NotCarried, Unreachable
from app.notifier.notifier import Notifier
from app.notifier.pace import Pace
from app.rates import Rate, Rates
from models import consent, contacts, guesses, orders, outbox, proofs
from models.channels import Channel, Purpose
from models.deliveries import Delivery
from models.errors import ShopError, TooManyGuesses
from models.fulfilment import OrderStatus
from models.news_errors import CodeTooOld, CodeWrong, NoCodeAwaited, TooManyCodes
from models.proofs import Code, CodeDelivery
from models.quiet import Hours
from tests.alexa import OWNER, Speaker
from tests.talk import START, Talk

ALWAYS_QUIET = Hours.checked("UTC", "00:00", "23:59")
NEVER = Hours.checked("UTC", "00:00", "00:00")
SOON = START + timedelta(minutes=1)


@dataclass
class Box:
    """A channel of messages; its failures are told beforehand."""

    fails: list[NotCarried] = field(default_factory=list)
    sent: list[Delivery | CodeDelivery] = field(default_factory=list)

    def send(self, delivery: Delivery | CodeDelivery) -> None:
        self.sent.append(delivery)
        if self.fails:
            raise self.fails.pop(0)

    @property
    def code(self) -> str:
        """The last one that came."""
        last = self.sent[-1]
        assert isinstance(last, CodeDelivery)
        return last.code


@pytest.fixture
def box() -> Box:
    return Box()


def asks(shop: Talk, owner: str = OWNER, channel: Channel = Channel.MAIL) -> None:
    """Somebody gives an address to the staff."""
    address = "ann@example.com" if channel is Channel.MAIL else "+12025550123"
    with shop.store.begin() as session:
        contact = contacts.note(session, owner, channel, address, START, proven=False)
        assert contact.proven_at is None
        proofs.ask(session, owner, channel, "en-US", "Corner Coffee", START)


def notify(shop: Talk, box: Box, usual: Hours = NEVER, seconds: int = 0) -> Box:
    """Send what is due."""
    codes = iter(range(100_001, 100_099))

    def clock() -> datetime:
        return SOON + timedelta(seconds=seconds)

    rates = Rates(shop.store, clock, "channel")
    fast = {one: Rate(100_000) for one in (Channel.MAIL, Channel.SMS)}
    notifier = Notifier(
        shop.store, {Channel.MAIL: box, Channel.SMS: box}, clock,
        lambda: 0.5, "notifier", usual, Pace(rates, fast),
    )  # fmt: skip
    notifier = replace(notifier, draw=lambda: Code(str(next(codes) + seconds), "00" * 16))
    while notifier.step():
        pass
    return box


def tells(shop: Talk, code: str) -> type[ShopError] | None:
    """Say a code back to the staff; how it is refused."""
    try:
        with shop.store.begin(alone=OWNER) as session:
            assert proofs.prove(session, OWNER, code, SOON) is Channel.MAIL
    except ShopError as error:
        with shop.store.begin() as session:
            guesses.count(session, OWNER, [error], SOON)
        return type(error)
    return None


def is_proven(shop: Talk, owner: str = OWNER) -> bool:
    with shop.store.read() as session:
        return contacts.proven(session, owner, Channel.MAIL) is not None


def test_a_code_that_is_said_back_proves_the_address(shop: Talk, box: Box) -> None:
    asks(shop)
    notify(shop, box, ALWAYS_QUIET)
    (sent,) = box.sent
    assert (sent.channel, sent.address) == (Channel.MAIL, "ann@example.com")
    assert not is_proven(shop)
    assert tells(shop, box.code) is None
    assert is_proven(shop)
    assert tells(shop, box.code) is NoCodeAwaited
    assert notify(shop, box, seconds=600).sent == [sent]


def test_five_wrong_codes_are_too_many_whatever_comes_then(shop: Talk, box: Box) -> None:
    asks(shop)
    notify(shop, box)
    for _ in range(guesses.CUSTOMER[guesses.CODE].wrong):
        assert tells(shop, "654321") is CodeWrong
    assert tells(shop, box.code) is TooManyGuesses
    assert not is_proven(shop)
    asks(shop)
    notify(shop, box, seconds=1)
    assert tells(shop, box.code) is None, "a new code may be guessed at anew"


def test_a_code_is_good_for_a_quarter_of_an_hour(shop: Talk, box: Box) -> None:
    assert guesses.CUSTOMER[guesses.CODE].window >= proofs.LIFE, "or one could be tried more often"
    asks(shop)
    notify(shop, box)
    with shop.store.begin() as session:
        with pytest.raises(CodeTooOld):
            proofs.prove(session, OWNER, box.code, START + proofs.LIFE)
        with pytest.raises(NoCodeAwaited):
            proofs.prove(session, OWNER, box.code, SOON, Channel.SMS)
        with pytest.raises(CodeWrong):
            proofs.prove(session, OWNER, "", SOON)
        just = START + proofs.LIFE - timedelta(seconds=1)
        assert proofs.prove(session, OWNER, box.code, just) is Channel.MAIL


def test_one_not_sent_in_time_is_not_sent_at_all(shop: Talk, box: Box) -> None:
    asks(shop)
    assert notify(shop, box, seconds=15 * 60).sent == []


def test_a_code_that_may_have_got_lost_is_sent_anew_and_the_last_one_counts(
    shop: Talk, box: Box
) -> None:
    asks(shop)
    box.fails = [Unreachable("gone", doubtful=True)]
    notify(shop, box)
    first = box.code
    notify(shop, box, seconds=60)
    assert len(box.sent) == 2
    assert tells(shop, first) is CodeWrong
    assert tells(shop, box.code) is None


def test_only_a_slow_digest_of_the_code_is_kept_and_it_is_shown_nowhere(
    shop: Talk, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asks(shop)
        notify(shop, box)
    with shop.store.read() as session:
        kept = proofs.find(session, OWNER)
        assert kept
        assert kept.digest == Code(box.code, "00" * 16).digest
        assert box.code not in repr({**vars(kept), "sent": box.sent[-1]}) + caplog.text
    drawn = {Code.draw().text for _ in range(50)}
    assert len(drawn) > 45
    assert all(len(one) == 6 and one.isdigit() and one[0] != "0" for one in drawn)


def test_codes_are_sent_so_often_an_hour(shop: Talk) -> None:
    for _ in range(proofs.MOST):
        asks(shop)
    with pytest.raises(TooManyCodes):
        asks(shop)


@contextmanager
def ready(shop: Talk) -> Iterator[None]:
    """An order whose customer agreed to mail becomes ready after what is done here."""
    alexa = Speaker(shop)
    for intent, slots in (
        ("AddItemIntent", {"product": "bagel=bagel"}),
        ("NameIntent", {"first_name": "anna"}),
        ("CheckoutIntent", {}),
        ("AMAZON.YesIntent", {}),
    ):
        alexa.say(intent, **slots)
    with shop.store.begin() as session:
        about = (OWNER, Channel.MAIL, Purpose.ORDERS)
        consent.give(session, *about, "Shall I?", "en-US", START)
    yield
    for status in (OrderStatus.PREPARING, OrderStatus.READY):
        with shop.store.begin() as session:
            orders.move(session, 100, status, START)


@pytest.mark.parametrize("proven", [False, True])
def test_news_go_to_a_proven_address_alone(shop: Talk, box: Box, proven: bool) -> None:
    with ready(shop):
        asks(shop)
        notify(shop, box)
        if proven:
            tells(shop, box.code)
    notify(shop, box)
    told = [one for one in box.sent if isinstance(one, Delivery)]
    assert len(told) == proven
    with shop.store.read() as session:
        assert outbox.counts(session)["withdrawn"] == (not proven)


def test_another_address_has_to_be_proven_anew_and_the_same_one_has_not(shop: Talk) -> None:
    with shop.store.begin() as session:

        def noted(address: str, *, proven: bool = False) -> bool:
            contact = contacts.note(session, OWNER, Channel.MAIL, address, SOON, proven=proven)
            return contact.proven_at is not None

        assert noted("ann@example.com", proven=True)
        assert noted("ann@example.com")
        assert not noted("eve@example.com")
        assert contacts.channels(session, OWNER) == []
        assert not noted("ann@example.com")
