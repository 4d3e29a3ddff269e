"""The shape of a catalogue file: every field, its limits, its default.

Imports nothing of ours but hours and words. Rules between fields (references, cycles, equal names) are
in `catalog_checks` and `branch_checks`.
"""

import unicodedata
from typing import Annotated, Literal

from babel.numbers import is_currency
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.hours import knows_zone
from models.words import normalise

NAME_LENGTH = 60
MARKS = " '\u2019-&."
"""What a name may hold beside letters and digits: more would break a grammar, SSML or a card"""


def _speakable(name: str) -> str:
    """Refuse a name that cannot be said, listened for or shown."""
    strange = sorted({mark for mark in name if not _allowed(mark)})
    if strange:
        listed = " ".join(repr(mark) for mark in strange)
        raise ValueError(f"only letters, digits, space and ' - & . can be said; not {listed}")
    if not normalise(name):
        raise ValueError("needs at least one letter or digit")
    return name


def _allowed(mark: str) -> bool:
    """Tell whether a character is a letter (of any script), a digit or an allowed mark."""
    return mark in MARKS or unicodedata.category(mark)[0] in "LM" or mark.isdecimal()


def _plain(text: str) -> str:
    """Refuse control characters, which no card and no database wants."""
    if any(unicodedata.category(mark) in ("Cc", "Cs") and mark != "\n" for mark in text):
        raise ValueError("must not hold control characters")
    return text


def _known_currency(code: str) -> str:
    """Refuse a code that no currency has."""
    if not is_currency(code):
        raise ValueError("must be a currency's code of ISO 4217, as USD")
    return code


def _known_zone(name: str) -> str:
    """Refuse a name that no time zone has."""
    if not knows_zone(name):
        raise ValueError("must be a time zone of the IANA's data base, as America/New_York")
    return name


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(_speakable)]
Text = Annotated[str, Field(max_length=2000), AfterValidator(_plain)]
Money = Annotated[int, Field(ge=0, le=100_000_000)]
"""Minor units"""
Change = Annotated[int, Field(ge=-100_000_000, le=100_000_000)]
"""Minor units, may be negative"""
Count = Annotated[int, Field(ge=1, le=10_000)]
Amount = Literal["little", "some", "lots", "none"]
Attribute = bool | int | Text | list[Text]


class Entry(BaseModel):
    """Parent of all entries: no unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ShopEntry(Entry):
    """The shop itself."""

    name: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$"), AfterValidator(_known_currency)]
    tax_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 0
    hours: Text = ""
    contact: Text = ""
    max_quantity: Count = 50
    ask_quantity: Count = 12
    pickup_minutes: Annotated[int, Field(ge=1, le=240)] = 10
    at_once: Count = 4
    delivery_minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class BranchEntry(Entry):
    """A place where the shop is."""

    id: Id
    name: Name
    synonyms: list[Name] = []
    address: Annotated[Text, Field(min_length=1)]
    phone: Text = ""
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    zone: Annotated[str, AfterValidator(_known_zone)]
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
    max_quantity: Count | None = None
    options: list[OptionEntry] = []


class AnswerEntry(Entry):
    """What the shop answers to a question of its customers."""

    id: Id
    text: Annotated[Text, Field(min_length=1)]
    phrasings: Annotated[list[Name], Field(min_length=1, max_length=20)]
    """Ways to ask, each a whole sentence without marks"""


class TranslationEntry(Entry):
    """A text of the catalogue in another language."""

    text: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_plain)]
    synonyms: list[Name] = []
    """Other names; of an answer, the ways to ask for it"""
    unit: Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(_plain)] = ""
    """What it is counted in, in languages with measure words"""


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Document(Entry):
    """A whole catalogue."""

    shop: ShopEntry
    branches: Annotated[list[BranchEntry], Field(max_length=1000)] = []
    categories: list[CategoryEntry]
    groups: list[GroupEntry] = []
    products: Annotated[list[ProductEntry], Field(min_length=1)]
    answers: Annotated[list[AnswerEntry], Field(max_length=200)] = []
    translations: dict[Language, dict[Text, TranslationEntry]] = {}
    """By language and text: a name, description, ingredient, answer, the hours or the contact as they stand above"""
