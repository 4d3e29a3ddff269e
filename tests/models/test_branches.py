"""Branches of a catalogue: loaded, kept in the program, found by position; faults are told."""

import json
from typing import Any

import pytest

from models import shelf
from models.base import Store
from models.branch_errors import UnknownBranch
from models.branches import Position, distance_km, nearest
from models.catalog_import import load, parse
from models.errors import CatalogueInvalid
from models.translations import translated
from tests.models.world import BRANCHES, SHOP, shop_text

LONDON, BRIGHTON = Position(51.5074, -0.1278), Position(50.8225, -0.1372)


def with_branches(*branches: dict[str, Any], **changes: Any) -> str:
    return shop_text(branches=branches or BRANCHES, **changes)


def changed(**fields: Any) -> str:
    return with_branches(BRANCHES[0] | fields, BRANCHES[1])


def test_branches_are_loaded_in_their_order_and_read_once(
    store: Store, statements: list[str]
) -> None:
    with store.begin() as session:
        assert shelf.branches(session) == ()
        load(session, parse(with_branches()))
        mill, pier = shelf.branches(session)
        assert (mill.name, pier.phone) == ("Mill", "555 0199")
        assert shelf.branch_of_id(session, "pier") is pier
        with pytest.raises(UnknownBranch, match="no branch 'quay'; there are: mill, pier"):
            shelf.branch_of_id(session, "quay")
    with store.read() as session:
        statements.clear()
        again = shelf.branches(session)
        assert [one.id for one in again] == ["mill", "pier"]
        assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_a_branch_that_is_no_longer_listed_is_nowhere_found(store: Store) -> None:
    for branches in (BRANCHES, BRANCHES[1:], []):
        with store.begin() as session:
            load(session, parse(shop_text(branches=branches)))
            assert [one.id for one in shelf.branches(session)] == [one["id"] for one in branches]


def test_the_nearest_is_that_with_the_shortest_way(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(with_branches()))
        branches = shelf.branches(session)
    assert nearest(branches, LONDON).id == "mill"
    assert nearest(branches, BRIGHTON).id == "pier"
    assert distance_km(LONDON, BRIGHTON) == pytest.approx(76.2, abs=0.2)
    fiji, samoa = Position(-17.0, 179.9), Position(-17.0, -179.9)
    assert distance_km(fiji, samoa) < 25  # across the date line


def test_names_of_branches_are_translated(store: Store) -> None:
    korean = {
        "Mill": {"text": "방앗간", "synonyms": ["제분소"]},
        "1 Mill Lane": {"text": "방앗간 길 일"},
    }
    with store.begin() as session:
        load(session, parse(with_branches(translations={"ko": korean})))
        mill, pier = translated(session, "ko").branches
    assert (mill.name, mill.synonyms, pier.name) == ("방앗간", ("제분소",), "Pier")


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        (changed(hours="Mo-Fr 8-18"), "branches[0].hours", "as OpenStreetMap writes them"),
        (changed(zone="London"), "branches[0].zone", "as America/New_York"),
        (changed(zone="localtime"), "branches[0].zone", "as America/New_York"),
        (changed(latitude=91), "branches[0].latitude", "less than or equal to 90"),
        (changed(longitude=-181), "branches[0].longitude", "greater than or equal to -180"),
        (changed(slot_minutes=7), "branches[0].slot_minutes", "5, 10, 15, 20, 30 or 60"),
        (changed(slot_minutes=None), "branches[0].slot_capacity", "needs slot_minutes"),
        (changed(slot_capacity=0), "branches[0].slot_capacity", "greater than or equal to 1"),
        (changed(id="pier"), "branches[1].id", "stands already"),
        (changed(synonyms=["pier"]), "branches[1].name", "'pier' already names 'mill'"),
        (changed(name="<b>"), "branches[0].name", "can be said"),
        (changed(address=""), "branches[0].address", "at least 1"),
        (changed(closed=True), "branches[0].closed", "not permitted"),
    ],
)
def test_a_fault_is_told_with_what_would_be_right(text: str, field: str, message: str) -> None:
    with pytest.raises(CatalogueInvalid) as refusal:
        parse(text)
    told = [str(fault) for fault in refusal.value.faults if fault.field == field]
    assert message in " ".join(told), refusal.value.faults


def test_stock_lies_in_branches_that_there_are() -> None:
    products = json.loads(json.dumps(SHOP["products"]))
    products[3]["branch_stock"] = {"mill": 3, "quay": 1}
    with pytest.raises(CatalogueInvalid, match=r"'quay' is no branch's id; there are: mill, pier"):
        parse(with_branches(products=products))
