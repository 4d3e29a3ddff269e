"""A whole small shop for the tests, and short ways to speak of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from models.catalog import ChoiceRef

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
OWNER = "counter:visit-1"

SHOP: dict[str, Any] = {
    "shop": {
        "name": "Test Bar",
        "currency": "USD",
        "tax_basis_points": 825,
        "hours": "seven to seven",
        "contact": "call 555 0100",
        "max_quantity": 20,
        "ask_quantity": 6,
    },
    "categories": [
        {"id": "drinks", "name": "drinks", "synonyms": ["beverages"]},
        {"id": "coffee", "name": "coffees", "parent": "drinks"},
        {"id": "food", "name": "food"},
    ],
    "groups": [
        {
            "id": "size",
            "name": "size",
            "kind": "one",
            "position": "before",
            "choices": [
                {"id": "small", "name": "small", "synonyms": ["eight ounce"]},
                {"id": "medium", "name": "medium", "price": 50},
                {"id": "large", "name": "large", "price": 100},
            ],
        },
        {
            "id": "milk",
            "name": "milk",
            "kind": "one",
            "position": "after",
            "amounts": ["little", "some", "lots", "none"],
            "choices": [
                {"id": "milk", "name": "milk"},
                {"id": "oat_milk", "name": "oat milk", "price": 70},
                {"id": "cream", "name": "cream", "price": 40},
            ],
        },
        {
            "id": "syrup",
            "name": "syrup",
            "kind": "some",
            "position": "after",
            "amounts": ["little", "none"],
            "choices": [
                {"id": "vanilla", "name": "vanilla", "price": 60},
                {"id": "caramel", "name": "caramel", "price": 60},
                {"id": "hazelnut", "name": "hazelnut", "price": 65},
            ],
        },
        {
            "id": "bag",
            "name": "bag size",
            "kind": "one",
            "position": "before",
            "choices": [
                {"id": "small_bag", "name": "small bag"},
                {"id": "large_bag", "name": "large bag", "price": 800},
            ],
        },
        {
            "id": "cup",
            "name": "cup",
            "kind": "one",
            "position": "after",
            "choices": [{"id": "own_cup", "name": "my own cup", "price": -25}],
        },
    ],
    "traits": [
        {"id": "hot", "name": "hot", "attribute": "temperature", "any_of": ["hot"]},
        {"id": "vegan", "name": "vegan", "attribute": "vegan", "any_of": [True]},
        {
            "id": "dairy_free",
            "name": "dairy free",
            "without": ["milk"],
            "attribute": "contains",
            "none_of": ["milk"],
        },
        {"id": "coffee_free", "name": "coffee free", "none_of": ["espresso", "coffee"]},
    ],
    "products": [
        {
            "id": "latte",
            "name": "latte",
            "synonyms": ["café latte"],
            "category": "coffee",
            "price": 400,
            "ingredients": ["espresso", "milk"],
            "attributes": {"temperature": "hot", "vegan": False, "contains": ["milk"]},
            "options": [
                {"group": "size", "required": True},
                {"group": "milk"},
                {"group": "syrup", "max_choices": 2},
                {"group": "cup"},
            ],
        },
        {
            "id": "iced_latte",
            "name": "iced latte",
            "category": "coffee",
            "price": 450,
            "options": [
                {"group": "size", "required": True, "choices": {"small": None, "large": 80}}
            ],
        },
        {"id": "water", "name": "water", "category": "drinks", "price": 195, "max_quantity": 4},
        {"id": "muffin", "name": "muffin", "category": "food", "price": 345, "stock": 5},
        {"id": "carrot_cake", "name": "carrot cake", "category": "food", "price": 425, "stock": 0},
        {
            "id": "beans",
            "name": "coffee beans",
            "category": "coffee",
            "price": 995,
            "options": [{"group": "bag", "required": True, "default": "small_bag"}],
        },
    ],
}

BRANCHES: list[dict[str, Any]] = [
    {
        "id": "mill",
        "name": "Mill",
        "synonyms": ["the mill"],
        "address": "1 Mill Lane",
        "latitude": 51.5,
        "longitude": 0,
        "zone": "Europe/London",
        "hours": "Mo-Fr 08:00-12:00,13:00-18:00; Sa 20:00-02:00; 2026 Dec 25 off",
        "slot_minutes": 15,
        "slot_capacity": 2,
    },
    {
        "id": "pier",
        "name": "Pier",
        "address": "2 Pier Road",
        "phone": "555 0199",
        "latitude": 50.8,
        "longitude": -0.14,
        "zone": "Europe/London",
        "hours": "24/7",
    },
]

SMALL = ChoiceRef("size", "small")
MEDIUM = ChoiceRef("size", "medium")
LARGE = ChoiceRef("size", "large")
OAT = ChoiceRef("milk", "oat_milk")
CREAM = ChoiceRef("milk", "cream")
NO_MILK = ChoiceRef("milk", "milk", "none")
VANILLA = ChoiceRef("syrup", "vanilla")
CARAMEL = ChoiceRef("syrup", "caramel")
HAZELNUT = ChoiceRef("syrup", "hazelnut")
OWN_CUP = ChoiceRef("cup", "own_cup")


def shop_text(**changes: Any) -> str:
    """Return the small shop as JSON text, with whole sections replaced."""
    return json.dumps(SHOP | changes, indent=1)


def shop_without(product_id: str) -> str:
    """Return the small shop without one product."""
    kept = [product for product in SHOP["products"] if product["id"] != product_id]
    return shop_text(products=kept)


def shop_with(product_id: str, **changes: Any) -> str:
    """Return the small shop with fields of one product changed."""
    products = [
        product | changes if product["id"] == product_id else product
        for product in SHOP["products"]
    ]
    return shop_text(products=products)
