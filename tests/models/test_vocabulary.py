"""The vocabulary is every word of the shop, frozen."""

from models.base import Store
from models.catalog_import import load, parse
from models.spoken import CategoryWords, ChoiceWords, GroupWords, ProductWords
from models.vocabulary import Vocabulary, vocabulary
from tests.models.world import SHOP, shop_without


def test_the_vocabulary_holds_every_name_in_the_catalogues_order(store: Store) -> None:
    with store.begin() as session:
        words = vocabulary(session)
    assert [product.id for product in words.products] == [one["id"] for one in SHOP["products"]]
    assert words.products[0] == ProductWords(
        "latte", "latte", ("café latte",), "coffee", ("size", "milk", "syrup", "cup")
    )
    assert words.groups[2] == GroupWords(
        "syrup",
        "syrup",
        "some",
        "after",
        ("little", "none"),
        (
            ChoiceWords("vanilla", "vanilla", ()),
            ChoiceWords("caramel", "caramel", ()),
            ChoiceWords("hazelnut", "hazelnut", ()),
        ),
    )
    assert words.groups[0].choices[0].synonyms == ("eight ounce",)
    assert words.categories == (
        CategoryWords("drinks", "drinks", ("beverages",)),
        CategoryWords("coffee", "coffees", (), "drinks"),
        CategoryWords("food", "food", ()),
    )


def test_what_is_no_longer_sold_is_not_in_it(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_without("water")))
        assert "water" not in {product.id for product in vocabulary(session).products}


def test_the_same_catalogue_gives_the_same_vocabulary(store: Store) -> None:
    def read() -> Vocabulary:
        with store.begin() as session:
            return vocabulary(session)

    assert read() == read()
