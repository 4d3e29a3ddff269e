"""The language over the demo menu, built once."""

from pathlib import Path

import pytest

from models.base import Store
from models.catalog_import import load, parse
from models.vocabulary import vocabulary
from skills.language import Language
from skills.lexicon import Lexicon
from skills.understand import Understanding

MENU = Path(__file__).parents[2] / "models" / "menu.json"


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("lexicon") / "shop.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(MENU.read_text(encoding="utf-8")))
            return Lexicon(Language.load("en-US"), vocabulary(session))


@pytest.fixture(scope="session")
def understanding(lexicon: Lexicon) -> Understanding:
    return Understanding(lexicon)
