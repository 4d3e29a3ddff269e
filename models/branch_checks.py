"""Rules for the branches of a catalogue file: hours that can be read, slots, names, stock of branches that there are.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that and hours.
"""

from collections.abc import Iterator

from models.catalog_checks import Flaw, Node, same_ids, same_words
from models.hours import fault


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with the branches, and with stock by branch."""
    top = Node(document)
    branches = top.each("branches")
    yield from same_ids(branches)
    yield from same_words(branches)
    for branch in branches:
        yield from _branch(branch)
    known = [branch.at("id").text or "" for branch in branches]
    for product in top.each("products"):
        yield from _stock(product.at("branch_stock"), known)


def _branch(branch: Node) -> Iterator[Flaw]:
    """Check hours and slots."""
    hours = branch.at("hours")
    if hours.text is not None and (wrong := fault(hours.text, branch.at("country").text)):
        yield hours.flaw(wrong)
    capacity = branch.at("slot_capacity")
    if capacity.number is not None and branch.at("slot_minutes").value is None:
        yield capacity.flaw("needs slot_minutes, how long a slot is: 5, 10, 15, 20, 30 or 60")


def _stock(stock: Node, known: list[str]) -> Iterator[Flaw]:
    """Check that pieces lie in branches that there are."""
    for branch in stock.value if isinstance(stock.value, dict) else ():
        if branch not in known:
            there_are = ", ".join(known) or "none"
            yield stock.at(branch).flaw(f"{branch!r} is no branch's id; there are: {there_are}")
