"""Which offers may be used together: the largest sets of them that all go with each other.

Imports nothing of ours but offers.
"""

from collections.abc import Iterator, Sequence

from models.pricing.offers import Offer


def combinations(offers: Sequence[Offer]) -> Iterator[tuple[Offer, ...]]:
    """Give every set to which none of the others could be added, in the offers' order; the empty one if there are none.

    These are the maximal cliques of "goes with" (Bron and Kerbosch, with pivoting). A catalogue has so few offers
    (`document.MOST_OFFERS`) that there can be no more than some thousands, and in a real one there are a handful.
    """
    places = range(len(offers))
    friends = {
        p: frozenset(q for q in places if q != p and offers[p].goes_with(offers[q])) for p in places
    }
    found = _cliques(frozenset(), frozenset(places), frozenset(), friends)
    for chosen in sorted(map(sorted, found)):
        yield tuple(offers[place] for place in chosen)


def _cliques(
    chosen: frozenset[int],
    open_: frozenset[int],
    done: frozenset[int],
    friends: dict[int, frozenset[int]],
) -> Iterator[frozenset[int]]:
    if not open_ and not done:
        yield chosen
        return
    pivot = max(sorted(open_ | done), key=lambda place: len(friends[place] & open_))
    for place in sorted(open_ - friends[pivot]):
        near = friends[place]
        yield from _cliques(chosen | {place}, open_ & near, done & near, friends)
        open_, done = open_ - {place}, done | {place}
