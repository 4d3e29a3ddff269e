"""What "the second one", "the cheaper one" and "that one" mean: products that were listed, or spoken of, last.

May import `models` (types), `skills.answer`, `skills.items` (a name) and `skills.slots`.

The focus names the product that each way to refer means, so
that a reference is resolved before any handler, and all of them know products only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.catalog import Product
from skills.answer import Focus
from skills.items import SECOND
from skills.slots import Resolved, Slots

REFERENCE = "reference"
THAT = "that"
ORDINALS = ("first", "second", "third")


def listed(products: Sequence[Product]) -> Mapping[str, str]:
    """What each reference means after products were said in this order; nothing is the cheapest of what costs alike."""
    named = dict(zip(ORDINALS, (one.id for one in products), strict=False))
    if not products:
        return {}
    ranked = sorted(products[: len(ORDINALS)], key=lambda one: one.price)
    named["last"] = products[: len(ORDINALS)][-1].id
    if len(ranked) == 1:
        return named | {THAT: ranked[0].id}
    if ranked[0].price < ranked[1].price:
        named["cheapest"] = ranked[0].id
    if ranked[-1].price > ranked[-2].price:
        named["dearest"] = ranked[-1].id
    return named


def ids_listed(focus: Focus) -> list[str]:
    """The products that were listed last, in their order."""
    found = (focus.listed.get(one) for one in ORDINALS)
    return [str(id) for id in found if id]


def referred(slots: Slots, focus: Focus) -> tuple[Slots, Focus]:
    """Slots with products in the place of references, and the focus.

    A reference that means nothing names no product, and nothing that was spoken of before stands for it.
    """
    values = dict(slots.values)
    for prefix in ("", SECOND):
        said = values.pop(f"{prefix}{REFERENCE}", None)
        if said is None:
            continue
        id = _meant(said[0], focus)
        if not id:
            return replace(slots, values=values), replace(focus, product="")
        values[f"{prefix}product"] = (Resolved(said[0].words, (id,)),)
    return replace(slots, values=values), focus


def _meant(said: Resolved, focus: Focus) -> str:
    """The id of the product that is referred to, if any is."""
    way = said.ids[0] if said.ids else ""
    spoken_of = focus.product if way == THAT else ""
    return spoken_of or str(focus.listed.get(way, ""))
