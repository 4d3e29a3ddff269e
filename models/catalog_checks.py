"""Rules between the fields of a catalogue file.

Checked on raw JSON, so that one fault hides no other; values of a wrong type are passed over, as
the shape has reported them. Imports nothing of ours but source lines and words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.source_lines import Path
from models.words import normalise

# A skill has one slot type for each option group, under the group's id: a group with the name of a
# slot or type that the skill has anyway would take its place.
_ORDERED = ("product", "quantity", "part", "few", "number", "digit", "first_name")
_ASKED = ("category", "group", "branch", "day", "time", "wait")
_MORE = ("coupon", "question", "advice")
_FOUND = ("trait", "without", "price", "cents", "sorting", "reference")
RESERVED_GROUPS = frozenset((*_ORDERED, *_ASKED, *_MORE, *_FOUND))
RESERVED_PREFIXES = ("second_", "product_p", "products_p")


@dataclass(frozen=True)
class Flaw:
    """A fault at a path, not yet given a line."""

    path: Path
    value: object
    message: str


@dataclass(frozen=True)
class Node:
    """A value of the raw document and its path; asking for what is not there gives nothing."""

    value: object
    path: Path = ()

    def at(self, key: str) -> "Node":
        """Return the value of a key."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, (*self.path, key))

    def each(self, key: str) -> list["Node"]:
        """Return the items of a list."""
        node = self.at(key)
        items = node.value if isinstance(node.value, list) else []
        return [Node(item, (*node.path, index)) for index, item in enumerate(items)]

    @property
    def text(self) -> str | None:
        """The value if it is text."""
        return self.value if isinstance(self.value, str) else None

    @property
    def number(self) -> int | None:
        """The value if it is a whole number."""
        return self.value if isinstance(self.value, int) else None

    def flaw(self, message: str) -> Flaw:
        """Say what is wrong here."""
        return Flaw(self.path, self.value, message)


def flaws(document: object) -> Iterator[Flaw]:
    """Return everything that is wrong between fields."""
    top = Node(document)
    yield from _limits(top.at("shop"))
    for key in ("categories", "groups", "products"):
        yield from same_ids(top.each(key))
    for named in (top.each("categories"), top.each("products")):
        yield from same_words(named)
    groups = {group.at("id").text or "": group for group in top.each("groups")}
    for group in top.each("groups"):
        yield from _reserved(group.at("id"))
        yield from same_ids(group.each("choices"))
        yield from same_words(group.each("choices"))
    yield from _shelves(top)
    for product in top.each("products"):
        yield from _product(product, groups)


def _limits(shop: Node) -> Iterator[Flaw]:
    """Check that the customer is asked before the limit is reached."""
    ask, most = shop.at("ask_quantity"), shop.at("max_quantity")
    if ask.number and most.number and ask.number > most.number:
        yield ask.flaw(f"must not be above max_quantity, {most.number}")


def same_ids(nodes: list[Node], key: str = "id") -> Iterator[Flaw]:
    """Check that ids differ."""
    seen: dict[str, Node] = {}
    for node in nodes:
        id = node.at(key)
        if id.text is not None and seen.setdefault(id.text, id) is not id:
            yield id.flaw(f"stands already at number {seen[id.text].path[-2]}, counted from 0")


def _reserved(id: Node) -> Iterator[Flaw]:
    """Check that a group does not take the name of something the skill has anyway."""
    if id.text is not None and (
        id.text in RESERVED_GROUPS or id.text.startswith(RESERVED_PREFIXES)
    ):
        yield id.flaw("is reserved for the skill's own slots; give the group another id")


def same_words(nodes: list[Node]) -> Iterator[Flaw]:
    """Check that no two things are said alike."""
    owners: dict[str, Node] = {}
    for node in nodes:
        for name in (node.at("name"), *node.each("synonyms")):
            words = normalise(name.text or "")
            if words and owners.setdefault(words, node) is not node:
                yield name.flaw(f"{words!r} already names {owners[words].at('id').value!r}")


def _shelves(top: Node) -> Iterator[Flaw]:
    """Check that every category's parents exist and end at the top."""
    parents = {one.at("id").text: one.at("parent").text for one in top.each("categories")}
    for category in top.each("categories"):
        parent = category.at("parent")
        if parent.text is None:
            continue
        if parent.text not in parents:
            yield parent.flaw("is no category's id")
        above, seen = parent.text, {category.at("id").text}
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above] or ""
        if above == category.at("id").text:
            yield parent.flaw("leads back to the category itself")
    for product in top.each("products"):
        shelf = product.at("category")
        if shelf.text is not None and shelf.text not in parents:
            yield shelf.flaw("is no category's id")


def _product(product: Node, groups: dict[str, Node]) -> Iterator[Flaw]:
    """Check a product's options."""
    yield from same_ids(product.each("options"), "group")
    price, cheapest = product.at("price").number, 0
    said: dict[str, str] = {}
    for option in product.each("options"):
        name = option.at("group")
        if name.text is None:
            continue
        if name.text not in groups:
            yield name.flaw("is no option group's id")
            continue
        group = groups[name.text]
        prices = _prices(option, group)
        yield from _option(option, group, prices)
        yield from _ambiguous(option, group, prices, said)
        cheaper = [change for change in prices.values() if change < 0]
        cheapest += min(cheaper, default=0) if group.at("kind").text != "some" else sum(cheaper)
    if price is not None and price + cheapest < 0 <= price:
        yield product.at("price").flaw(f"would be {price + cheapest} with the cheapest choices")


def _prices(option: Node, group: Node) -> dict[str, int]:
    """Return the price changes of the choices offered, by id."""
    whole = {one.at("id").text or "": one.at("price").number or 0 for one in group.each("choices")}
    narrowed = option.at("choices").value
    if not isinstance(narrowed, dict):
        return whole
    return {
        id: price if isinstance(price, int) else whole[id]
        for id, price in narrowed.items()
        if id in whole
    }


def _option(option: Node, group: Node, prices: dict[str, int]) -> Iterator[Flaw]:
    """Check what is offered of a group."""
    choices = option.at("choices")
    for id in choices.value if isinstance(choices.value, dict) else ():
        if id not in {one.at("id").text for one in group.each("choices")}:
            yield choices.at(id).flaw(f"{id!r} is no choice of {option.at('group').text!r}")
    default = option.at("default")
    if default.text is not None and default.text not in prices:
        yield default.flaw(f"must be one of the choices offered: {', '.join(prices) or 'none'}")
    if option.at("required").value is True and not prices:
        yield option.at("required").flaw("cannot be required with no choices offered")


def _ambiguous(
    option: Node, group: Node, prices: dict[str, int], said: dict[str, str]
) -> Iterator[Flaw]:
    """Check that no two groups of one product have a choice said alike."""
    owner = option.at("group").text or ""
    for choice in group.each("choices"):
        if choice.at("id").text in prices:
            for name in (choice.at("name"), *choice.each("synonyms")):
                words = normalise(name.text or "")
                if words and said.setdefault(words, owner) != owner:
                    yield option.at("group").flaw(
                        f"{words!r} is a choice of {said[words]!r} on the same product"
                    )
