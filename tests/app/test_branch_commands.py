"""Branches, stock and keys of one branch from the shell."""

import io
import json
import sys

import pytest

from app.__main__ import main
from app.bootstrap import World, make_conversation, open_store
from app.settings import SettingInvalid, Settings
from models import counters, orders


@pytest.fixture(autouse=True)
def _shop(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", demo_url)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    out, err = capsys.readouterr()
    return err if code else out


def test_branches_are_listed_and_counters_put_at_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert "stands at harbor" in printed(capsys, "branches", "put", "till", "harbor")
    listed = json.loads(printed(capsys, "branches", "list", "--json"))
    assert [(one["id"], one["counters"]) for one in listed][2] == ("harbor", ["till"])
    assert "station          open   24/7" in printed(capsys, "branches", "list")
    refused = printed(capsys, "branches", "put", "till", "moon", code=1)
    assert "there is no branch 'moon'; there are: station, market_street, harbor" in refused


def test_stock_is_counted_by_branch(capsys: pytest.CaptureFixture[str]) -> None:
    assert "say for which branch" in printed(capsys, "stock", "count", "bagel", "3", code=1)
    told = printed(capsys, "stock", "count", "croissant", "3", "--branch", "harbor")
    assert told == "croissant: 3 in harbor\n"
    listed = json.loads(printed(capsys, "stock", "list", "--json"))
    (croissant,) = [one for one in listed if one["product"] == "croissant"]
    assert croissant["branch_stock"]["harbor"] == 3
    assert croissant["stock"] == sum(croissant["branch_stock"].values())


def test_a_counter_stands_where_the_settings_say(
    demo_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(demo_url) as store:
        with pytest.raises(SettingInvalid, match="COUNTERTALK_BRANCH='moon': there is no branch"):
            make_conversation(store, Settings(branch="moon"), World())
        counter = make_conversation(store, Settings(branch="harbor"), World())
        for words in ("a bagel", "check out", "anna", "yes"):
            counter.say(words)
        with store.read() as session:
            assert counters.listing(session) == {"counter-1": "harbor"}
            (order,) = orders.listing(session)
            assert order.branch_id == "harbor"
    assert "[harbor]" in printed(capsys, "orders", "list", "--branch", "harbor")
    assert printed(capsys, "orders", "list", "--branch", "station") == "no orders\n"


@pytest.mark.parametrize("words", [["type"], ["replay", "said.wav", "--mute"]], ids=" ".join)
def test_a_branch_that_is_not_there_is_a_wrong_setting(
    words: list[str],
    demo_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COUNTERTALK_BRANCH", "moon")
    told = "there is no branch 'moon'; there are: station, market_street, harbor\n"
    refused = printed(capsys, *words, "--store", demo_url, code=2)
    assert refused == f"error: COUNTERTALK_BRANCH='moon': {told}"


def test_somebody_types_at_the_branch_that_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERTALK_BRANCH", "harbor")
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    printed(capsys, "type")
    listed = json.loads(printed(capsys, "branches", "list", "--json"))
    assert {one["id"]: one["counters"] for one in listed}["harbor"] == ["counter-1"]


def test_a_key_may_be_for_one_branch(capsys: pytest.CaptureFixture[str]) -> None:
    given = printed(capsys, "keys", "add", "till", "orders:read", "--branch", "harbor", "--json")
    assert json.loads(given)["branch"] == "harbor"
    refused = printed(capsys, "keys", "add", "spy", "carts:read", "--branch", "harbor", code=1)
    assert "a key of one branch cannot have carts:read" in refused
