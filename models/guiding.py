"""A guided choice: the question about products that splits best what is left, so that few questions are enough.

The gain of a question is the entropy of its answers over the candidates (Quinlan's information gain, where each product is
a class of its own). Imports nothing of ours but finding, the catalogue's names, the shelf, traits and what is left.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalog_names import SearchEntry, trait_term
from models.finding import Wish, entries
from models.left import in_stock
from models.shelf import traits
from models.traits import Trait

CANDIDATES = 300
"""Products that a question is chosen over; of more the first ones stand for all"""
FEW = 3
"""So many are told without a further question"""
LEAST_GAIN = 0.25
"""Bits; what splits less is not worth a question: of twenty products it would tell one apart"""
MOST_QUESTIONS = 3
PRICE = "price"


@dataclass(frozen=True)
class Question:
    """What is asked next: which of several traits, whether one, or whether a price is the limit."""

    about: str
    """The attribute of several traits, the id of one, or `PRICE`"""
    traits: tuple[Trait, ...] = ()
    below: int = 0
    """Minor units"""


def question(session: Session, wish: Wish, asked: Sequence[str]) -> Question | None:
    """Return what to ask of those that are as wished; None if few are left, nothing splits them, or enough was asked.

    `asked` are the questions asked before, by what they were about. The last one is about the price.
    """
    prices = _candidates(session, wish)
    if len(prices) <= FEW or PRICE in asked or len(asked) >= MOST_QUESTIONS:
        return None
    below = _half(sorted(prices.values()))
    price = None if below is None else Question(PRICE, below=below)
    best = _best(session, prices, asked)
    return price or best if len(asked) == MOST_QUESTIONS - 1 else best or price


def named(session: Session, wish: Wish, about: str) -> Question | None:
    """Return the question about something as it was asked: from then on nothing is as wished that was not."""
    if about == PRICE:
        below = _half(sorted(_candidates(session, wish).values()))
        return None if below is None else Question(PRICE, below=below)
    return next((one for one in _questions(session) if one.about == about), None)


def _best(session: Session, ids: Collection[str], asked: Sequence[str]) -> Question | None:
    """Return the question about traits that tells most."""
    standing = _standing(session, ids)
    open_ones = [one for one in _questions(session) if one.about not in asked]
    gain, best = max(
        ((_gain(one, standing, len(ids)), one) for one in open_ones),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    return best if gain >= LEAST_GAIN else None


def _candidates(session: Session, wish: Wish) -> Mapping[str, int]:
    """Return the prices of what is as wished and in stock, by product."""
    stocked, parameters = in_stock(session, SearchEntry.product_id)
    query = entries(session, wish).where(stocked).add_columns(SearchEntry.base_price)
    return dict(session.execute(query.limit(CANDIDATES), parameters).all())


def _standing(session: Session, ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return the products that are known to have a trait, by it."""
    terms = {trait_term(one.id): one.id for one in traits(session)}
    query = select(SearchEntry.term, SearchEntry.product_id).where(
        SearchEntry.term.in_(terms), SearchEntry.product_id.in_(ids)
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for term, product in session.execute(query):
        found[terms[term]].add(product)
    return {id: frozenset(products) for id, products in found.items()}


def _questions(session: Session) -> Iterator[Question]:
    """Yield what can be asked: which of the values that an attribute has names for, or whether it is one thing."""
    together: defaultdict[str, list[Trait]] = defaultdict(list)
    for trait in traits(session):
        together[trait.attribute if trait.any_of else f"{trait.attribute} {trait.id}"].append(trait)
    for several in together.values():
        about = several[0].attribute if several[1:] else several[0].id
        yield Question(about, tuple(several))


def _gain(asked: Question, standing: Mapping[str, Collection[str]], count: int) -> float:
    """Return the bits that the answer tells; those with none of the values are one answer more."""
    sizes = [len(standing.get(trait.id, ())) for trait in asked.traits]
    parts = [size for size in (*sizes, count - sum(sizes)) if size > 0]
    return -sum(size / count * log2(size / count) for size in parts)


def _half(prices: Sequence[int]) -> int | None:
    """Return a round price that about half of these, sorted, are below; None where none splits them."""
    if not prices or prices[0] == prices[-1]:
        return None
    middle = next(price for price in prices[len(prices) // 2 :] if price > prices[0])
    step = max(1, 5 * 10 ** (len(str(middle)) - 2))
    rounded = -(-middle // step) * step
    return rounded if rounded <= prices[-1] else middle
