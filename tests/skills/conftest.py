"""The languages over the demo menu, built once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from models.base import Store
from models.catalog_import import load, parse
from models.translations import translated
from models.vocabulary import Vocabulary
from skills import packaging
from skills.language import Language, locales
from skills.lexicon import Lexicon
from skills.packaging import Package
from skills.understand import Understanding

MENU = Path(__file__).parents[2] / "models" / "menu.json"


@pytest.fixture(scope="session")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Lexicon]:
    path = tmp_path_factory.mktemp("lexicon") / "shop.db"
    languages = [Language.load(locale) for locale in locales()]
    with Store.open(f"sqlite:///{path}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(MENU.read_text(encoding="utf-8")))
            return {
                one.locale: Lexicon(one, translated(session, one.language)) for one in languages
            }


@pytest.fixture(scope="session")
def words(lexicon: Lexicon) -> Vocabulary:
    return lexicon.vocabulary


@pytest.fixture(scope="session")
def lexicon(lexicons: Mapping[str, Lexicon]) -> Lexicon:
    return lexicons["en-US"]


@pytest.fixture(scope="session")
def understanding(lexicon: Lexicon) -> Understanding:
    return Understanding(lexicon)


@pytest.fixture(scope="session")
def package(lexicons: Mapping[str, Lexicon]) -> Package:
    return packaging.documents(list(lexicons.values()))
