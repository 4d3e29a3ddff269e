"""Alexa's notifications, against a stand-in that checks each request by the SDK's model and fails as Amazon does."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from app.bootstrap import World
from app.notifier.alexa_events import STATUSES, event
from app.notifier.carrier import Busy, Carrier, NotCarried, Refused, Unreachable
from app.notifier.setup import carriers
from app.settings import SettingInvalid, Settings
from models.channels import NEWSWORTHY, Channel
from models.deliveries import Delivery
from models.fulfilment import Fulfilment, OrderStatus
from tests.app.amazon import serving
from tests.app.telling import StandIn, now, stand_in

ID, SECRET = "amzn1.application-oa2-client.test", "secret"


def news(status: OrderStatus = OrderStatus.PREPARING, number: int = 1) -> Delivery:
    """Something to tell."""
    fulfilment = Fulfilment.PICKUP if status is OrderStatus.PREPARING else Fulfilment.DELIVERY
    return Delivery(
        id=number,
        event_id=f"{number}~{status.value.replace('_', '')}~1772355600",
        channel=Channel.ALEXA,
        user="amzn1.ask.account.ANN",
        address="",
        locale="en-US",
        status=status,
        fulfilment=fulfilment,
        number=100,
        seller='Corner & "Coffee" <1>',
        happened_at=now(),
        promised_at=now() + timedelta(minutes=10),
        expires_at=now() + timedelta(minutes=20),
        attempts=0,
    )


class Start(Protocol):
    """Starts Amazon, which answers the first events so, and the channel to it."""

    def __call__(self, *answers: str) -> tuple[Carrier, StandIn]: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def started(*answers: str) -> tuple[Carrier, StandIn]:
            amazon = stack.enter_context(stand_in(serving, tmp_path / "amazon.log", *answers))
            settings = Settings(client_id=ID, client_secret=SECRET, events=amazon.origin)
            return carriers(settings, World())[Channel.ALEXA], amazon

        yield started


def answers(amazon: StandIn) -> list[tuple[str, list[str]]]:
    return [(note["status"], note["why"]) for note in amazon.notes()]


@pytest.mark.parametrize(
    "status", [OrderStatus.PREPARING, OrderStatus.ON_THE_WAY, OrderStatus.DELIVERED]
)
def test_an_event_is_as_amazons_model_has_it(start: Start, status: OrderStatus) -> None:
    alexa, amazon = start()
    alexa.send(news(status))
    assert answers(amazon) == [("202", [])]
    (note,) = amazon.notes()
    assert note["path"] == "/v1/proactiveEvents"
    assert note["body"]["localizedAttributes"][0]["sellerName"] == 'Corner & "Coffee" <1>'


def test_the_stand_in_refuses_what_is_not_by_the_model(start: Start) -> None:
    alexa, amazon = start()
    for spoilt in (
        replace(news(), event_id="with-hyphens"),
        replace(news(), expires_at=now() + timedelta(hours=25)),
        replace(news(), user="somebody"),
    ):
        with pytest.raises(Refused, match="400"):
            alexa.send(spoilt)
    assert [status for status, _ in answers(amazon)] == ["400"] * 3


def test_the_same_event_again_is_not_heard_twice(start: Start) -> None:
    alexa, amazon = start()
    alexa.send(news())
    alexa.send(news())
    assert answers(amazon) == [("202", []), ("409", [])]


@pytest.mark.parametrize(
    ("answer", "kind", "doubtful"),
    [
        ("400", Refused, None),
        ("404", Refused, None),
        ("429", Busy, None),
        ("432", Unreachable, False),
        ("500", Unreachable, True),
        ("503", Unreachable, True),
        ("drop", Unreachable, True),
    ],
)
def test_each_failure_means_what_it_should(
    start: Start, answer: str, kind: type[NotCarried], doubtful: bool | None
) -> None:
    alexa, _ = start(answer)
    with pytest.raises(kind) as failure:
        alexa.send(news())
    assert getattr(failure.value, "doubtful", None) is doubtful
    alexa.send(news())


def test_what_was_taken_without_saying_so_is_not_heard_twice(start: Start) -> None:
    alexa, amazon = start("500")
    with pytest.raises(Unreachable):
        alexa.send(news())
    alexa.send(news())
    assert [status for status, _ in answers(amazon)] == ["500", "409"]


def test_a_full_customer_is_left_in_peace_for_minutes(start: Start) -> None:
    alexa, _ = start("432")
    with pytest.raises(Unreachable) as failure:
        alexa.send(news())
    assert failure.value.least_s >= 300


def test_a_token_that_was_taken_back_is_asked_for_again(start: Start) -> None:
    alexa, amazon = start("403")
    alexa.send(news())
    assert [status for status, _ in answers(amazon)] == ["403", "202"]


def test_who_is_not_subscribed_becomes_a_dead_letter(start: Start) -> None:
    alexa, _ = start("403", "403")
    with pytest.raises(Refused, match="not subscribed"):
        alexa.send(news())


def test_one_token_serves_until_it_ends(start: Start) -> None:
    alexa, amazon = start()
    for number in range(3):
        alexa.send(news(number=number))
    assert [status for status, _ in answers(amazon)] == ["202"] * 3


def test_wrong_credentials_stop_the_channel_and_show_no_secret(tmp_path: Path) -> None:
    with stand_in(serving, tmp_path / "log") as amazon:
        settings = Settings(client_id=ID, client_secret="wrong-9f3", events=amazon.origin)
        alexa = carriers(settings, World())[Channel.ALEXA]
        with pytest.raises(Busy) as failure:
            alexa.send(news())
    assert "wrong-9f3" not in f"{failure.value!r} {alexa!r} {settings!r}"


def test_a_service_that_is_gone_is_tried_again(tmp_path: Path) -> None:
    with stand_in(serving, tmp_path / "log") as amazon:
        settings = Settings(client_id=ID, client_secret=SECRET, events=amazon.origin)
    with pytest.raises(Unreachable):
        carriers(settings, World())[Channel.ALEXA].send(news())


def test_an_order_for_pickup_is_never_out_for_delivery() -> None:
    assert not any(
        word in STATUSES.values() and fulfilment is Fulfilment.PICKUP
        for (fulfilment, _), word in STATUSES.items()
        if word != "ORDER_PREPARING"
    )
    spoilt: Any = replace(news(OrderStatus.ON_THE_WAY), fulfilment=Fulfilment.PICKUP)
    with pytest.raises(Refused):
        event(spoilt, now())


def test_every_step_that_is_told_on_alexa_has_a_word_of_amazons() -> None:
    assert set(NEWSWORTHY[Channel.ALEXA]) == set(STATUSES)


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("na", "https://api.amazonalexa.com/v1/proactiveEvents"),
        ("eu", "https://api.eu.amazonalexa.com/v1/proactiveEvents"),
        ("fe-development", "https://api.fe.amazonalexa.com/v1/proactiveEvents/stages/development"),
    ],
)
def test_regions_and_stages_have_their_own_addresses(region: str, url: str) -> None:
    settings = Settings(client_id=ID, client_secret=SECRET, events=region)
    found: Any = carriers(settings, World())[Channel.ALEXA]
    assert (found.url, found.login.url) == (url, "https://api.amazon.com/auth/o2/token")


@pytest.mark.parametrize(
    "where", ["us", "http://evil.example:80", "http://127.0.0.1:80@evil.example"]
)
def test_credentials_go_to_amazon_or_this_machine_only(where: str) -> None:
    with pytest.raises(SettingInvalid):
        carriers(Settings(client_id=ID, client_secret=SECRET, events=where), World())
