"""Chaos: the plan is the seed's, the ledger finds what is wrong, and a small run of real programs finds nothing."""

import ast
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.bench.chaos import plan as plans
from app.bench.chaos.customers import means, number_in
from app.bench.chaos.evidence import Bought, Evidence, News
from app.bench.chaos.ledger import GRACE_S, Books, judge
from app.bench.chaos.plan import GOODS, LEASE_S, SAFEGUARDS, Basket, Person, Plan
from app.bench.chaos.run import VERDICT
from models.channels import Channel
from tests.app.world import ROOT, command, program

ANN = Person("P1", "", (Channel.MAIL,), ((("bagel", 2),),), None)
BOB = Person("P2", "", (), ((("bagel", 1),),), None)
READY = News(Channel.MAIL, ANN.owner, 1)
STOCKED = 10


def told(evidence: Evidence, news: News = READY, *, confirmed: bool = True) -> None:
    evidence.expect(news)
    evidence.attempt(news, kept=True, confirmed=confirmed)


def bought(person: Person, number: int) -> Bought:
    return Bought(person.name, person.owner, number, person.baskets[0])


def books(*orders: tuple[Person, int, Basket]) -> Books:
    found = tuple(((who.owner, number), Counter(dict(basket))) for who, number, basket in orders)
    sold = sum((pieces for _, pieces in found), Counter[str]())
    return Books(found, {id: STOCKED - sold[id] for id in GOODS}, {})


def verdict(evidence: Evidence, kept: Books) -> dict[str, int]:
    found = judge(evidence, [ANN, BOB], kept, STOCKED)
    return {name: found[name] for name in VERDICT if found[name]}


@pytest.fixture
def evidence() -> Evidence:
    """Ann and Bob were told that they have ordered."""
    made = Evidence()
    for number, person in enumerate((ANN, BOB), start=100):
        made.buy(bought(person, number))
    return made


ANNS, BOBS = (ANN, 100, ANN.baskets[0]), (BOB, 101, BOB.baskets[0])


def test_all_is_well_where_the_books_say_what_people_heard(evidence: Evidence) -> None:
    told(evidence)
    assert verdict(evidence, books(ANNS, BOBS)) == {}


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ((ANNS,), {"lost": 1}),
        ((ANNS, BOBS, (BOB, 102, BOB.baskets[0])), {"doubled": 1}),
        ((ANNS, (BOB, 101, (("bagel", 3),))), {"doubled": 2}),
        (((ANN, 100, (("bagel", 1),)), BOBS), {"lost": 1}),
    ],
)
def test_orders_that_are_lost_or_doubled_are_found(
    evidence: Evidence, orders: tuple[tuple[Person, int, Basket], ...], found: dict[str, int]
) -> None:
    told(evidence)
    assert verdict(evidence, books(*orders)) == found


def test_a_number_that_comes_again_at_a_counter_is_no_finding(evidence: Evidence) -> None:
    told(evidence)
    again = (BOB, 101, (("bagel", 3),))
    evidence.buy(Bought(BOB.name, BOB.owner, 101, again[2]))
    assert verdict(evidence, books(ANNS, again, BOBS)) == {}
    assert verdict(evidence, books(ANNS, BOBS, BOBS)) == {"lost": 2}
    assert verdict(evidence, books(ANNS, again)) == {"lost": 1}


def test_a_yes_without_an_answer_may_have_ordered_once(evidence: Evidence) -> None:
    evidence.doubt(BOB.owner)
    again = (BOB, 102, BOB.baskets[0])
    assert verdict(evidence, books(ANNS, BOBS, again)) == {}
    assert verdict(evidence, books(ANNS, BOBS, again, (BOB, 103, BOB.baskets[0]))) == {"doubled": 1}


def test_stock_that_does_not_add_up_is_found(evidence: Evidence) -> None:
    kept = books(ANNS, BOBS)
    kept.left["bagel"] -= 1
    assert verdict(evidence, kept) == {"stock_off": 1}


def test_who_agreed_and_heard_nothing_is_untold(evidence: Evidence) -> None:
    evidence.expect(READY)
    evidence.attempt(READY, kept=False, confirmed=False)
    assert verdict(evidence, books(ANNS, BOBS)) == {"untold": 1}
    evidence.withdraw(ANN.owner, 0.0)
    assert verdict(evidence, books(ANNS, BOBS)) == {}


def test_who_never_agreed_or_has_stopped_it_must_not_hear(evidence: Evidence) -> None:
    told(evidence, News(Channel.MAIL, BOB.owner, 2))
    assert verdict(evidence, books(ANNS, BOBS)) == {"told_without_consent": 1}
    told(evidence)
    heard_at = evidence.attempts[-1].at
    evidence.withdraw(ANN.owner, 0.0, heard_at - GRACE_S / 2)
    assert verdict(evidence, books(ANNS, BOBS)) == {"told_without_consent": 1}
    evidence.withdraw(ANN.owner, 0.0, heard_at - GRACE_S - 1)
    assert verdict(evidence, books(ANNS, BOBS)) == {"told_without_consent": 2}


def test_news_again_is_a_duplicate_and_without_a_cause_it_is_doubled(evidence: Evidence) -> None:
    told(evidence, confirmed=False)
    told(evidence)
    found = judge(evidence, [ANN, BOB], books(ANNS, BOBS), STOCKED)
    assert (found["duplicates"], found["doubled"]) == (1, 0)
    told(evidence)
    assert verdict(evidence, books(ANNS, BOBS)) == {"doubled": 1}
    evidence.attempts[-1].at += LEASE_S
    assert verdict(evidence, books(ANNS, BOBS)) == {}


def test_a_seed_makes_one_plan_with_all_orders_and_all_kinds_of_kills() -> None:
    plan = Plan(200, 7, "postgresql")
    assert plans.people(plan) == plans.people(plan) != plans.people(Plan(200, 8, "postgresql"))
    people = plans.people(plan)
    assert sum(len(person.baskets) for person in people) == plan.orders
    assert {bool(person.counter) for person in people} == {True, False}
    assert any(person.withdraws_after is not None for person in people)
    killed = list(plans.kills(plan))
    assert killed == sorted(plans.kills(plan))
    assert len(killed) == plan.kills
    assert {victim for _, victim in killed} == set(plans.VICTIMS)
    assert "database" not in {victim for _, victim in plans.kills(Plan(200, 7))}


def test_people_listen_to_what_is_read_back() -> None:
    basket = (("bagel", 2), ("still_water", 1))
    read = "From Corner Coffee for Sophia: two bagels and a still water, to pick up here. That is"
    assert means(read, basket)
    assert not means(read.replace("two", "four"), basket)
    assert not means("Your cart is empty.", basket)
    assert number_in("Thank you. Your order number is one zero four. Please pay two dollars") == 104
    assert number_in("Order one one five is ready to pick up.") == 115
    assert number_in("What would you like?") is None


def test_no_safeguard_can_be_switched_off_in_the_program() -> None:
    seam = "app.bench.chaos.sabotage"
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        named |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert seam not in named, path


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_a_small_run_loses_and_doubles_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    ran = program("bench", "chaos", "--orders", "24", "--seed", "5", "--log", log, "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads(ran.stdout)
    assert {name: report[name] for name in VERDICT} == dict.fromkeys(VERDICT, 0)
    assert report["findings"] == []
    assert report["ledger"]["accepted"] == report["seen"]["handed_over"] == 24
    assert report["killed"].keys() == {"worker", "notifier", "server"}
    assert report["seen"]["disk_full"] == 1
    assert report["retried"]["lost_answer"] > 0
    assert report["database"]["journal_mode"] == "wal"
    assert b"listening on" in log.read_bytes()


def test_a_safeguard_that_nobody_knows_is_refused() -> None:
    ran = command("bench", "chaos", "--sabotage", "everything")
    assert ran.returncode == 2
    assert all(one in ran.stderr for one in SAFEGUARDS)
