"""Offers from the shell."""

import json

import pytest

from app.__main__ import main
from app.bootstrap import open_store
from models import cart, checkout
from models.pricing import coupons
from tests.talk import START


def test_offers_are_listed_with_how_often_they_were_used(
    demo_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", demo_url)
    with open_store(demo_url) as store, store.begin() as session:
        cart.add(session, "alexa:ann", "bagel", 1, [], START)
        coupons.use(session, "alexa:ann", "welcome20", (), START)
        version = checkout.quote(session, "alexa:ann", START).cart_version
        checkout.place(session, "alexa:ann", version, None, START)
    assert main(["offers", "list", "--json"]) == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(listed) == ["mug_sale", "coffee_coupon", "welcome_coupon"]
    assert [one["used"] for one in listed.values()] == [None, None, 1]
    assert listed["welcome_coupon"]["limit_per_customer"] == 1
    assert main(["offers", "list"]) == 0
    assert (
        "welcome_coupon           coupon percent      in force     used 1"
        in capsys.readouterr().out
    )
