"""The languages over the demo menu, built once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from models.base import Store
from models.catalog_import import load, parse
from models.vocabulary import Vocabulary, vocabulary
from skills import packaging
from skills.language import Language, locales
from skills.lexicon import Lexicon
from skills.packaging import Package
from skills.understand import Understanding

MENU = Path(__file__).parents[2] / "models" / "menu.json"


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    path = tmp_path_factory.mktemp("lexicon") / "shop.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(MENU.read_text(encoding="utf-8")))
            return vocabulary(session)


@pytest.fixture(scope="session")
def lexicons(words: Vocabulary) -> Mapping[str, Lexicon]:
    return {locale: Lexicon(Language.load(locale), words) for locale in locales()}


@pytest.fixture(scope="session")
def lexicon(lexicons: Mapping[str, Lexicon]) -> Lexicon:
    return lexicons["en-US"]


@pytest.fixture(scope="session")
def understanding(lexicon: Lexicon) -> Understanding:
    return Understanding(lexicon)


@pytest.fixture(scope="session")
def package(lexicons: Mapping[str, Lexicon]) -> Package:
    return packaging.documents(list(lexicons.values()))
