"""Quantiles of times, rounded as a bench reports them. Imports nothing of ours."""

import statistics
from collections.abc import Sequence
from typing import Literal


def quantiles(
    times: Sequence[float],
    *percents: int,
    digits: int | None = None,
    unit: str = "",
    method: Literal["inclusive", "exclusive"] = "inclusive",
) -> dict[str, float]:
    """`p50` with the `unit` behind -> the figure, of each percentage from 1 to 99; NaN where there are no times.

    Without `digits` figures are whole numbers. Inclusive, the least and the greatest time are the ends, as numpy has it;
    exclusive, rarer ones are thought possible.
    """
    names = [f"p{percent}{unit}" for percent in percents]
    if not times:
        return dict.fromkeys(names, float("nan"))
    several = times if len(times) > 1 else [*times, *times]
    cuts = statistics.quantiles(several, n=100, method=method)
    found = (round(cuts[percent - 1], digits) for percent in percents)
    return dict(zip(names, found, strict=True))
