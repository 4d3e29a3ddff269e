"""Catalogues of any size for benches: the demo menu's option groups, and products with made-up names.

Imports nothing of ours but where the menu is. The same size gives the same catalogue.
"""

import itertools
import json
from typing import Any

from app.bootstrap import MENU

ADJECTIVES = (
    "amber",
    "bright",
    "calm",
    "dusty",
    "early",
    "fancy",
    "golden",
    "happy",
    "ivory",
    "jolly",
)
NOUNS = (
    "anchor",
    "bridge",
    "castle",
    "desert",
    "engine",
    "forest",
    "garden",
    "harbor",
    "island",
    "jungle",
)
SHELF = 20  # products of one category


def catalogue(size: int) -> dict[str, Any]:
    """So many products, each with size, roast, shots, milk and sugar, twenty on a shelf."""
    menu: dict[str, Any] = json.loads(MENU.read_text(encoding="utf-8"))
    options = next(p["options"] for p in menu["products"] if p["id"] == "latte")
    shelves = range(-(-size // SHELF))
    untranslated = {name: part for name, part in menu.items() if name != "translations"}
    return untranslated | {
        "suggestions": [],
        "offers": [],
        "categories": [{"id": f"shelf_{n}", "name": f"shelf {_name(n)}"} for n in shelves],
        "products": [
            {
                "id": f"product_{n}",
                "name": f"{_name(n)} brew",
                "category": f"shelf_{n // SHELF}",
                "price": 300 + n % 200,
                "options": options,
            }
            for n in range(size)
        ],
    }


def _name(number: int) -> str:
    """Four words for each number below 10,000."""
    words = itertools.cycle((ADJECTIVES, NOUNS))
    return " ".join(next(words)[int(digit)] for digit in f"{number:04d}")
