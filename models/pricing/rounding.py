"""How money is rounded: half up, once, and never so that parts differ from their sum. Imports nothing of ours."""

from collections.abc import Sequence


def half_up(amount: int, part: int, whole: int) -> int:
    """Return `part / whole` of an amount, in minor units; none of them is negative."""
    return (2 * amount * part + whole) // (2 * whole)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total in proportion to weights, so that the parts add up to it (largest remainder; of equals the first).

    A part is never more than its weight if the total is not more than all of them.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    ranked = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in ranked[: total - sum(parts)]:
        parts[place] += 1
    return parts
