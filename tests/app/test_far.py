"""A counter far from its shop: turns that get lost, keys that are not valid, grammars, news."""

import logging
from collections.abc import Iterator
from threading import Event

import pytest
import requests
from sqlalchemy import select

from app.bootstrap import World
from app.counter import announcer
from app.counter.announcer import Announcer
from app.counter.conversation import Conversation
from app.counter.exchange import Guess, Reply, Said
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.counter.far_ears import FarEars
from app.counter.grammars import Grammar
from app.counter.outage import Unanswered
from app.counter.snapshot import snapshot
from app.errors import ArgumentsInvalid, ShopRefused
from app.web import counter_news
from models import devices, orders
from models.base import Store
from models.fulfilment import OrderStatus
from models.order_tables import Order
from models.turns import Turn
from skills import grammar
from skills.lexicon import Lexicon
from tests.app.conftest import PLAIN
from tests.app.far import Server, far_server
from tests.app.world import Json
from tests.conftest import Clock

PERSON = ("two large lattes", "check out", "sophia", "yes")


@pytest.fixture
def server(
    demo_store: Store,
    world: World,
    lexicon: Lexicon,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:
    caplog.set_level(logging.CRITICAL)
    # A counter that ends looks up at the next beat.
    monkeypatch.setattr(counter_news, "BEAT_S", 0.2)
    with far_server(demo_store, world, lexicon, PLAIN) as running:
        yield running


@pytest.fixture
def till(server: Server) -> Iterator[FarShop]:
    with server.shop(server.key("till")) as shop:
        yield shop


@pytest.fixture
def person(server: Server, till: FarShop) -> Conversation:
    return server.at(till)


def carts(store: Store, counter: str) -> list[Json]:
    """What each visit at a counter has in its cart."""
    with store.read() as session:
        owners = session.scalars(select(Turn.owner).distinct().order_by(Turn.owner)).all()
    mine = [owner for owner in owners if owner.startswith(f"counter:{counter}:")]
    return [snapshot(store, owner)["cart"] for owner in mine]


def test_a_whole_order_is_placed_from_afar(person: Conversation, demo_store: Store) -> None:
    assert person.greet().speech == "Welcome to Corner Coffee. What would you like?"
    replies = [person.say(words) for words in PERSON]
    assert [reply.question for reply in replies] == ["else", "name", "confirm", ""]
    assert replies[-1].ended
    assert replies[0].ssml.startswith("<speak>")
    with demo_store.read() as session:
        (order,) = orders.listing(session)
        assert (order.first_name, order.owner.split(":")[:2]) == ("Sophia", ["counter", "till"])


def test_near_and_far_answer_alike(person: Conversation, conversation: Conversation) -> None:
    for words in ("a latte", "large", "purple elephants", "how much is a muffin", *PERSON):
        near, far = conversation.say(words), person.say(words)
        assert (near.intent, near.meaning, near.question, near.ended) == (
            far.intent,
            far.meaning,
            far.question,
            far.ended,
        )
        if "number" not in near.speech:
            assert near.speech == far.speech


@pytest.mark.parametrize("lost", [1, 3])
def test_an_answer_that_got_lost_comes_again_and_nothing_is_done_twice(
    server: Server, person: Conversation, demo_store: Store, lost: int
) -> None:
    person.say("a croissant")
    server.lost = lost
    reply = person.say("two large lattes")
    assert reply.speech == "I added two large lattes. Anything else?"
    (cart,) = carts(demo_store, "till")
    assert [line["quantity"] for line in cart["lines"]] == [1, 2]


def test_a_checkout_whose_answer_got_lost_places_one_order(
    server: Server, person: Conversation, demo_store: Store
) -> None:
    for words in PERSON[:-1]:
        person.say(words)
    server.lost = 2
    assert person.say("yes").ended
    with demo_store.read() as session:
        assert len(orders.listing(session)) == 1


def test_a_server_that_is_busy_is_asked_again(server: Server, person: Conversation) -> None:
    server.refused = [503, 429, 502]
    assert person.say("a croissant").speech == "I added a croissant. Anything else?"
    assert len(server.requests) == 4


def test_a_shop_out_of_reach_is_said_and_ends_the_visit(server: Server) -> None:
    key = server.key("till")
    with FarShop(Address.checked("http://127.0.0.1:9", key), server.shop(key).wording, 0.3) as shop:
        reply = server.at(shop).say("a croissant")
    assert reply.ended
    assert reply.speech.startswith("Sorry, I cannot reach the shop")


def test_an_outage_is_logged_once_by_all_ways_to_the_shop(
    server: Server, till: FarShop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(announcer, "PAUSE_S", 0.05)
    person, outages = server.at(till), 2
    till.patience_s = 0.5
    with server.shop("till-id.till-secret") as other:
        other.outage = till.outage
        with Announcer(other, server.world.clock, server.world.new_id):
            for number in range(outages):
                server.refused = [503] * 1000
                assert person.say("a croissant").speech.startswith("Sorry, I cannot reach the shop")
                server.refused = []
                assert person.say("a bagel").speech.startswith("I added a bagel"), number
    told = [one.message for one in caplog.records if one.name == "countertalk.counter"]
    assert told == ["the shop does not answer: HTTP 503"] * outages


def test_a_stream_that_breaks_off_is_no_outage_yet(
    till: FarShop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[bytes]:
        raise requests.exceptions.ChunkedEncodingError
        yield b""

    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(requests.Response, "iter_content", broken)
    for _ in range(2):
        with pytest.raises(Unanswered):
            next(till.arrivals(Event()))
    assert caplog.messages == []


@pytest.mark.parametrize("body", [b"<html>", b"[]"])
def test_a_server_of_something_else_is_no_shop(
    till: FarShop, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.knock()
    monkeypatch.setattr(requests.Response, "content", body)
    with pytest.raises(ShopRefused, match="does not answer as a shop does"):
        till.knock()


@pytest.mark.parametrize(("question", "placed"), [("", 0), ("name", 0), ("confirm", 1)])
def test_a_yes_counts_only_for_the_question_that_was_heard(
    till: FarShop, demo_store: Store, question: str, placed: int
) -> None:
    def said(turn: int, words: str, asked: str) -> Reply:
        after = tuple(f"t{n}" for n in range(turn - 1, 0, -1))[:4]
        guess = Guess(words=words)
        return till.answer(Said(turn=f"t{turn}", heard=(guess,), after=after, question=asked))

    said(1, "two large lattes", "")
    said(2, "check out", "else")
    assert said(3, "sophia", "name").question == "confirm"
    assert said(4, "yes", question).ended == bool(placed)
    with demo_store.read() as session:
        assert len(orders.listing(session)) == placed


def test_the_next_person_has_a_cart_of_their_own(
    person: Conversation, clock: Clock, demo_store: Store
) -> None:
    person.say("a croissant")
    clock.forward(61)
    assert person.say("what's in my cart").speech.startswith("Your cart is empty")
    person.say("a bagel")
    person.leave()
    assert person.say("what's in my cart").speech.startswith("Your cart is empty")


def test_silence_counts_at_the_server_whatever_the_counter_thinks(
    person: Conversation, clock: Clock
) -> None:
    person.say("a croissant")
    turns = person._turns
    clock.forward(61)
    person._heard = None
    person._turns = turns
    assert person.say("what's in my cart").speech.startswith("Your cart is empty")


def test_a_key_acts_for_its_own_counter_only(server: Server, person: Conversation) -> None:
    person.say("a croissant")
    with server.shop(server.key("bar")) as bar:
        thief = server.at(bar)
        thief._turns = person._turns
        assert thief.say("what's in my cart").speech.startswith("Your cart is empty")
    assert person.say("what's in my cart").speech.startswith("You have a croissant")


def test_a_revoked_key_is_refused_at_once(server: Server, person: Conversation) -> None:
    person.say("a croissant")
    with server.store.begin() as session:
        devices.revoke(session, "till", server.world.clock())
    with pytest.raises(ShopRefused, match="device key is not valid"):
        person.say("a bagel")


def test_the_grammar_is_the_shops_own_and_sent_once(
    server: Server, till: FarShop, lexicon: Lexicon
) -> None:
    for question in ("name", "nonsense"):
        found = till.grammar(question, "", 1000)
        assert found.att == grammar.Grammar(lexicon).text(question)
        assert till.grammar(question, "", 1000) is found
    assert found.pronunciations.items() >= lexicon.pronunciations.items()
    assert found.pronunciations["chamomiles"] == lexicon.vocabulary.pronunciations["chamomiles"]


def test_a_grammar_is_kept_while_the_shop_is_out_of_reach(server: Server, till: FarShop) -> None:
    found = till.grammar("", "", 1000)
    server.refused = [503] * 100
    till.patience_s = 0.3
    assert till.grammar("", "", 1000) is found
    with pytest.raises(ShopRefused, match="gave no grammar"):
        till.grammar("name", "", 1000)


def test_ears_open_anew_when_the_catalogue_has_changed(till: FarShop) -> None:
    with FarEars(till, "en-US", "pocketsphinx") as ears:
        first = ears.ear("nonsense")
        assert ears.ear("more nonsense") is first
        tag, kept = till._grammars["nonsense", ""]
        changed = kept.model_copy(update={"att": "0 1 latte 0.0\n1 0.0\n"})
        till._grammars["nonsense", ""] = tag, Grammar(**changed.model_dump())
        assert ears.ear("nonsense") is not first
        assert ears.ear("more nonsense") is first


def ordered(person: Conversation, store: Store) -> int:
    for words in PERSON:
        person.say(words)
    with store.read() as session:
        return orders.listing(session)[0].number


def moved(store: Store, number: int, clock: Clock, *statuses: OrderStatus) -> None:
    for status in statuses:
        with store.begin() as session:
            orders.move(session, number, status, clock())


def test_an_order_that_is_ready_is_announced_once(
    server: Server, person: Conversation, till: FarShop, clock: Clock, demo_store: Store
) -> None:
    number = ordered(person, demo_store)
    with server.shop("till-id.till-secret") as other:
        news = other.arrivals(Event())
        moved(demo_store, number, clock, OrderStatus.PREPARING, OrderStatus.READY)
        one = next(news)
        assert one.speech == "Order one zero zero is ready to pick up."
        server.lost = 1
        assert other.take(one.id, "a"), "its answer was lost, so it asks again"
        assert not till.take(one.id, "b")


def test_the_announcer_gives_what_is_new_and_never_waits(
    server: Server, person: Conversation, till: FarShop, clock: Clock, demo_store: Store
) -> None:
    number = ordered(person, demo_store)
    moved(demo_store, number, clock, OrderStatus.PREPARING, OrderStatus.READY)
    with Announcer(till, clock, server.world.new_id) as news:
        said, patience = None, Event()
        for _ in range(200):
            said = said or news.due()
            if said:
                break
            patience.wait(0.05)
        assert said == "Order one zero zero is ready to pick up."
        assert news.due() is None


def test_what_became_old_while_it_waited_is_not_said(
    server: Server, person: Conversation, till: FarShop, clock: Clock, demo_store: Store
) -> None:
    number = ordered(person, demo_store)
    moved(demo_store, number, clock, OrderStatus.PREPARING, OrderStatus.READY)
    with Announcer(till, clock, server.world.new_id) as news:
        patience = Event()
        for _ in range(200):
            if not news._taken.empty():
                break
            patience.wait(0.05)
        assert not news._taken.empty()
        clock.forward(3600)
        assert news.due() is None


@pytest.mark.parametrize(
    ("url", "plain", "good"),
    [
        ("https://shop.example", False, True),
        ("https://shop.example/base/", False, True),
        ("http://127.0.0.1:5000", False, True),
        ("http://[::1]:5000", False, True),
        ("http://localhost:5000", False, True),
        ("http://shop.example", False, False),
        ("http://shop.example", True, True),
        ("http://127.0.0.1.example", False, False),
        ("http://localhost.example", False, False),
        ("ftp://127.0.0.1", False, False),
        ("https://user:word@shop.example", False, False),
        ("https://", False, False),
        ("https://shop.example:x", False, False),
        ("shop.example", True, False),
    ],
)
def test_a_key_goes_only_where_nobody_can_read_it(url: str, plain: bool, good: bool) -> None:
    if good:
        assert Address.checked(url, "a.b", plain=plain).url == url.rstrip("/")
    else:
        with pytest.raises(ArgumentsInvalid, match="--server"):
            Address.checked(url, "a.b", plain=plain)


@pytest.mark.parametrize("key", ["", "a b", "a\n.b", "\u00e4.b"])
def test_what_is_no_key_is_not_sent(key: str) -> None:
    with pytest.raises(ArgumentsInvalid, match="COUNTERTALK_KEY"):
        Address.checked("https://shop.example", key)


def test_a_redirect_is_not_followed_with_the_key(server: Server, person: Conversation) -> None:
    server.refused = [302]
    with pytest.raises(ShopRefused, match="HTTP 302"):
        person.say("a croissant")
    assert len(server.requests) == 1


def test_the_key_is_shown_nowhere(server: Server, till: FarShop) -> None:
    assert "till-secret" not in repr(till)
    with pytest.raises(ShopRefused) as refused, server.shop("till-id.wrong-secret") as shop:
        shop.grammar("", "", 1000)
    assert "wrong-secret" not in str(refused.value)


def test_an_unknown_page_is_no_shop(server: Server) -> None:
    assert requests.get(f"{server.url}/counter/turn", timeout=5).status_code == 405


def test_orders_of_afar_are_orders_like_any(person: Conversation, demo_store: Store) -> None:
    ordered(person, demo_store)
    with demo_store.read() as session:
        found: list[Order] = orders.listing(session)
        assert found[0].status is OrderStatus.RECEIVED
