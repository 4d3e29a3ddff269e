"""A catalogue with faults is refused with all of them, each by line and field."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import catalog_import
from models.catalog_checks import RESERVED_GROUPS, RESERVED_PREFIXES
from models.catalog_import import parse
from models.errors import CatalogueInvalid, Fault
from skills.items import SECOND
from tests.models.world import SHOP, shop_text

Edit = Callable[[dict[str, Any]], object]
LATTE, ICED, WATER, MUFFIN, _CAKE, BEANS = range(6)


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(CatalogueInvalid) as refusal:
        parse(text)
    return refusal.value.faults


def line_of(text: str, field: str) -> int:
    """Find the line of `products[3].price` in text dumped with one value a line."""
    depth_of_path: list[str | int] = []
    for part in field.replace("[", ".[").split("."):
        depth_of_path.append(int(part[1:-1]) if part.startswith("[") else part)
    value = json.loads(text)
    marker = "here is the marked value"
    parent = value
    for step in depth_of_path[:-1]:
        parent = parent[step]
    if isinstance(parent, dict) and depth_of_path[-1] not in parent:
        return line_of(text, field.rpartition(".")[0]) if "." in field else 1
    parent[depth_of_path[-1]] = marker
    lines = json.dumps(value, indent=1).splitlines()
    return next(number for number, line in enumerate(lines, 1) if marker in line)


def setting(path: str, value: object) -> Edit:
    def edit(shop: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        target: Any = shop
        for step in way:
            target = target[step]
        target[last] = value

    return edit


CASES: list[tuple[str, Edit, str, str]] = [
    ("no shop", lambda s: s.pop("shop"), "shop", "required"),
    ("an unknown section", setting("extras", 1), "extras", "not permitted"),
    (
        "an unknown field",
        setting("products/0/colour", "red"),
        "products[0].colour",
        "not permitted",
    ),
    (
        "a missing field",
        lambda s: s["products"][WATER].pop("price"),
        "products[2].price",
        "required",
    ),
    ("a text for a price", setting("products/0/price", "400"), "products[0].price", "integer"),
    ("a price in fractions", setting("products/0/price", 4.5), "products[0].price", "integer"),
    ("a negative price", setting("products/0/price", -1), "products[0].price", "greater than"),
    ("a price beyond sense", setting("products/0/price", 10**12), "products[0].price", "less than"),
    ("a negative stock", setting("products/3/stock", -1), "products[3].stock", "greater than"),
    ("a truth for a number", setting("products/3/stock", True), "products[3].stock", "integer"),
    ("an empty name", setting("products/0/name", ""), "products[0].name", "at least 1"),
    (
        "a name of marks only",
        setting("products/0/name", " - "),
        "products[0].name",
        "letter or digit",
    ),
    ("a name too long", setting("products/0/name", "a" * 61), "products[0].name", "at most 60"),
    ("a name with markup", setting("products/0/name", "<b>"), "products[0].name", "can be said"),
    ("a name with a slot", setting("groups/0/name", "{size}"), "groups[0].name", "can be said"),
    (
        "a name with a newline",
        setting("products/0/name", "a\nb"),
        "products[0].name",
        "can be said",
    ),
    ("a half character", setting("products/0/name", "\ud800"), "products[0].name", "string"),
    (
        "a synonym with a pipe",
        setting("products/0/synonyms", ["a|b"]),
        "products[0].synonyms[0]",
        "said",
    ),
    ("a control character", setting("shop/hours", "a\x00b"), "shop.hours", "control"),
    ("an id with a dot", setting("products/0/id", "a.b"), "products[0].id", "pattern"),
    ("a currency in small letters", setting("shop/currency", "usd"), "shop.currency", "pattern"),
    ("a currency of nobody", setting("shop/currency", "ABC"), "shop.currency", "ISO 4217"),
    ("no products", setting("products", []), "products", "at least 1"),
    *(
        (f"a group called {id}", setting("groups/0/id", id), "groups[0].id", "reserved")
        for id in sorted(RESERVED_GROUPS | {f"{prefix}0" for prefix in RESERVED_PREFIXES})
    ),
    ("an unknown kind", setting("groups/0/kind", "many"), "groups[0].kind", "'one' or 'some'"),
    (
        "an unknown amount",
        setting("groups/1/amounts", ["tons"]),
        "groups[1].amounts[0]",
        "'little'",
    ),
    (
        "no piece at most",
        setting("products/2/max_quantity", 0),
        "products[2].max_quantity",
        "greater",
    ),
    (
        "asking above the most",
        setting("shop/ask_quantity", 99),
        "shop.ask_quantity",
        "max_quantity",
    ),
    (
        "a pickup before the order",
        setting("shop/pickup_minutes", 0),
        "shop.pickup_minutes",
        "equal",
    ),
    (
        "a pickup after four hours",
        setting("shop/pickup_minutes", 241),
        "shop.pickup_minutes",
        "less than",
    ),
    ("a pickup in words", setting("shop/pickup_minutes", "ten"), "shop.pickup_minutes", "integer"),
    ("a product twice", setting("products/1/id", "latte"), "products[1].id", "already"),
    ("a category twice", setting("categories/2/id", "drinks"), "categories[2].id", "already"),
    ("a group twice", setting("groups/4/id", "size"), "groups[4].id", "already"),
    (
        "a choice twice",
        setting("groups/0/choices/1/id", "small"),
        "groups[0].choices[1].id",
        "already",
    ),
    (
        "an option twice",
        setting("products/0/options/1/group", "size"),
        "products[0].options[1].group",
        "already",
    ),
    ("two products of a name", setting("products/2/name", "Latte"), "products[2].name", "'latte'"),
    (
        "a name that is a synonym",
        setting("products/2/name", "cafe latte"),
        "products[2].name",
        "'latte'",
    ),
    (
        "two choices of a name",
        setting("groups/0/choices/2/synonyms", ["small"]),
        "groups[0].choices[2].synonyms[0]",
        "'small'",
    ),
    (
        "two categories of a name",
        setting("categories/2/name", "beverages"),
        "categories[2].name",
        "'drinks'",
    ),
    (
        "a choice said like another group's",
        setting("groups/1/choices/0/name", "Large"),
        "products[0].options[1].group",
        "'size'",
    ),
    (
        "an unknown category",
        setting("products/0/category", "shoes"),
        "products[0].category",
        "no category",
    ),
    (
        "an unknown parent",
        setting("categories/1/parent", "shoes"),
        "categories[1].parent",
        "no category",
    ),
    (
        "an unknown group",
        setting("products/0/options/0/group", "shoe"),
        "products[0].options[0].group",
        "no option group",
    ),
    (
        "an unknown choice",
        setting("products/1/options/0/choices/huge", 1),
        "products[1].options[0].choices.huge",
        "no choice",
    ),
    (
        "a default not offered",
        setting("products/5/options/0/default", "jute_bag"),
        "products[5].options[0].default",
        "small_bag",
    ),
    (
        "a default narrowed away",
        setting("products/1/options/0/default", "medium"),
        "products[1].options[0].default",
        "small, large",
    ),
    (
        "required with no choices",
        setting("products/1/options/0/choices", {}),
        "products[1].options[0].required",
        "no choices",
    ),
    (
        "a parent of itself",
        setting("categories/0/parent", "drinks"),
        "categories[0].parent",
        "leads back",
    ),
    ("a price below nothing", setting("products/0/price", 24), "products[0].price", "-1"),
]


@pytest.mark.parametrize(
    ("edit", "field", "message"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_each_fault_is_told_by_line_and_field(edit: Edit, field: str, message: str) -> None:
    shop = json.loads(json.dumps(SHOP))
    edit(shop)
    text = json.dumps(shop, indent=1)
    found = {fault.field: fault for fault in faults_of(text)}
    assert field in found
    assert message in found[field].message
    assert found[field].line == line_of(text, field)
    assert str(found[field]).startswith(f"line {found[field].line}: {field}: ")


def test_a_cycle_of_categories_is_told_at_each_link() -> None:
    categories = [
        {"id": "a", "name": "a", "parent": "b"},
        {"id": "b", "name": "b", "parent": "c"},
        {"id": "c", "name": "c", "parent": "a"},
        {"id": "d", "name": "d", "parent": "a"},
    ]
    products = [{"id": "x", "name": "x", "category": "d", "price": 1}]
    faults = faults_of(shop_text(categories=categories, products=products))
    assert [fault.field for fault in faults] == [f"categories[{n}].parent" for n in range(3)]


def test_all_faults_are_told_at_once_in_the_texts_order() -> None:
    shop = json.loads(shop_text())
    setting("products/0/price", "free")(shop)
    setting("products/2/category", "shoes")(shop)
    setting("products/3/name", "latte")(shop)
    setting("categories/2/extra", 1)(shop)
    faults = faults_of(json.dumps(shop, indent=1))
    assert [fault.field for fault in faults] == [
        "categories[2].extra",
        "products[0].price",
        "products[2].category",
        "products[3].name",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert [fault.value for fault in faults] == [1, "free", "shoes", "latte"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "Expecting value"),
        ('{\n "shop": {\n', 3, "Expecting"),
        ('{\n "shop": 1,\n}', 3, "property name"),
        ("[" * 100_000, 1, "nested"),
        ("9" * 5000, 1, "valid JSON"),
        ("[]", 1, "object"),
        ("null", 1, "object"),
        ('"shop"', 1, "object"),
        ('{"shop": NaN}', 1, "object"),
    ],
)
def test_what_is_not_a_catalogue_is_told(text: str, line: int, message: str) -> None:
    assert any(message in fault.message and fault.line == line for fault in faults_of(text))


def test_a_key_standing_twice_is_told_with_its_line() -> None:
    text = shop_text().replace('"name": "latte"', '"name": "tea",\n   "name": "latte"')
    fault = faults_of(text)[0]
    assert (fault.field, fault.value) == ("products[0].name", "name")
    assert text.splitlines()[fault.line - 1].strip() == '"name": "latte",'


def test_an_absurd_size_is_refused_before_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_import, "MOST_BYTES", 100)
    assert "100 bytes" in faults_of("x" * 101)[0].message


def test_a_byte_order_mark_and_tabs_do_not_matter() -> None:
    text = "\ufeff" + shop_text().replace("\n ", "\n\t")
    assert parse(text) == parse(shop_text())


@pytest.mark.parametrize("name", ["M & M's", "Café-Crème No.5", "카페 라떼", "मसाला चाय", "V60"])
def test_names_of_any_script_are_fine(name: str) -> None:
    shop = json.loads(shop_text())
    setting("products/0/name", name)(shop)
    assert parse(json.dumps(shop)).products[LATTE].name == name


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "name", "shop", "groups", "products", "options", "choices"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_catalogue_or_is_refused_with_faults(value: object) -> None:
    with pytest.raises(CatalogueInvalid) as refusal:
        parse(json.dumps(value))
    assert refusal.value.faults


def test_what_begins_the_slots_of_a_second_product_is_reserved() -> None:
    assert SECOND in RESERVED_PREFIXES
