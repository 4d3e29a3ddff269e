"""The shape of a catalogue file: every field, its limits, its default.

Imports nothing of ours but the fields, the document of offers and points, and that of what a catalogue lets the shop say.
Rules between fields (references, cycles, equal names) are in `catalog_checks`, `branch_checks`, `trait_checks`,
`dialogue_checks` and `pricing.checks`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from models.catalog_dialogue import AnswerEntry, SuggestionEntry
from models.catalog_fields import (
    NAME_LENGTH,
    Amount,
    Attribute,
    Change,
    Count,
    Entry,
    Id,
    Money,
    Name,
    Phones,
    Text,
    Value,
    Word,
    heard_in_phones,
    known_currency,
    known_zone,
    plain,
)
from models.pricing.document import MOST_OFFERS, LoyaltyEntry, OfferEntry


def _known_date(text: str) -> str:
    """Refuse what is no day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("must be a day, as 2026-11-01") from None


class ShopEntry(Entry):
    """The shop itself."""

    name: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$"), AfterValidator(known_currency)]
    tax_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 0
    hours: Text = ""
    contact: Text = ""
    max_quantity: Count = 50
    ask_quantity: Count = 12
    pickup_minutes: Annotated[int, Field(ge=1, le=240)] = 10
    at_once: Count = 4
    delivery_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    loyalty: LoyaltyEntry | None = None


class BranchEntry(Entry):
    """A place where the shop is."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    address: Annotated[Text, Field(min_length=1)]
    phone: Text = ""
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    zone: Annotated[str, AfterValidator(known_zone)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166 code, for public holidays in the hours"""
    hours: Annotated[str, Field(max_length=1000)]
    """As OpenStreetMap writes them"""
    slot_minutes: Literal[5, 10, 15, 20, 30, 60] | None = None
    slot_capacity: Count | None = None


class CategoryEntry(Entry):
    """A category."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    parent: Id | None = None


class ChoiceEntry(Entry):
    """A choice of an option group."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    price: Change = 0


class GroupEntry(Entry):
    """An option group."""

    id: Id
    name: Name
    kind: Literal["one", "some"] = "one"
    position: Literal["before", "after"] = "before"
    amounts: list[Amount] = []
    choices: list[ChoiceEntry] = []


class OptionEntry(Entry):
    """An option group as a product offers it."""

    group: Id
    required: bool = False
    default: Id | None = None
    max_choices: Count | None = None
    choices: dict[Id, Change | None] | None = None
    """Choices offered and their prices here (null: the group's price); null offers them all"""


class ProductEntry(Entry):
    """A product."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    category: Id
    price: Money
    stock: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    """Pieces left, in each branch where there are several places; null: they are not counted"""
    branch_stock: dict[Id, Annotated[int, Field(ge=0, le=100_000_000)]] | None = None
    """Pieces left by branch, where they differ from `stock`"""
    description: Text = ""
    ingredients: list[Text] = []
    attributes: dict[Id, Attribute] = {}
    since: Annotated[str, AfterValidator(_known_date)] | None = None
    """The day it came, ISO 8601; for a while it is new"""
    max_quantity: Count | None = None
    options: list[OptionEntry] = []


class TraitEntry(Entry):
    """What a product can be asked to be: it has one of some values of an attribute, or is known to have none of them."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    without: list[Name] = []
    """What may be said behind "without" for it: "milk" for "dairy free" """
    attribute: Id = "ingredients"
    any_of: Annotated[list[Value], Field(min_length=1)] | None = None
    none_of: Annotated[list[Value], Field(min_length=1)] | None = None


class TranslationEntry(Entry):
    """A text of the catalogue in another language."""

    text: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(plain)]
    synonyms: list[Name] = []
    """Other names; of an answer, the ways to ask for it"""
    unit: Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(plain)] = ""
    """What it is counted in, in languages with measure words"""


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Pronunciations = Annotated[dict[Word, Phones], Field(max_length=5000)]


class Document(Entry):
    """A whole catalogue."""

    shop: ShopEntry
    branches: Annotated[list[BranchEntry], Field(max_length=1000)] = []
    categories: list[CategoryEntry]
    groups: list[GroupEntry] = []
    traits: Annotated[list[TraitEntry], Field(max_length=100)] = []
    products: Annotated[list[ProductEntry], Field(min_length=1)]
    answers: Annotated[list[AnswerEntry], Field(max_length=200)] = []
    suggestions: Annotated[list[SuggestionEntry], Field(max_length=100)] = []
    offers: Annotated[list[OfferEntry], Field(max_length=MOST_OFFERS)] = []
    translations: dict[Language, dict[Text, TranslationEntry]] = {}
    """By language and text: a name, description, ingredient, answer, suggestion, hours or contact as it stands above"""
    pronunciations: dict[Annotated[str, AfterValidator(heard_in_phones)], Pronunciations] = {}
    """By language: words of the names that an ear may not know, and their phones, all ways to say one apart by a comma"""
