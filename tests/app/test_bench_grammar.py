"""The bench of grammars: its made-up shops."""

import json

from app.bench.grammar import made_up
from app.bootstrap import MENU
from models.base import Store
from models.catalog_import import load, parse
from models.vocabulary import vocabulary

WORDS = ["amber", "bridge", "castle", "dusty", "engine", "forest", "garden", "harbor"]


def test_a_made_up_shop_can_be_imported_and_is_always_the_same() -> None:
    menu = json.loads(MENU.read_text(encoding="utf-8"))
    made = made_up(40, 3, menu, WORDS)
    assert made == made_up(40, 3, menu, WORDS)
    with Store.open("sqlite:///:memory:") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(json.dumps(made)))
            words = vocabulary(session)
    assert len({product.name for product in words.products}) == 40
    assert len({product.groups for product in words.products}) == 3
