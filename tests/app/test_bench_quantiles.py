"""Quantiles as the benches report them."""

import math
import statistics

import numpy as np
import pytest

from app.bench.quantiles import quantiles


@pytest.mark.parametrize("count", [1, 2, 3, 98, 300])
def test_inclusive_ones_are_numpys_and_whole_numbers(count: int) -> None:
    times = np.random.default_rng(count).exponential(1000, count)
    p50, p99 = np.quantile(times, (0.5, 0.99))
    found = quantiles(times.tolist(), 50, 99, unit="_ms")
    assert found == {"p50_ms": round(float(p50)), "p99_ms": round(float(p99))}
    assert all(isinstance(figure, int) for figure in found.values())


@pytest.mark.parametrize("count", [2, 3, 98, 300])
def test_exclusive_ones_are_those_of_the_statistics_of_python(count: int) -> None:
    times = np.random.default_rng(count).exponential(1, count).tolist()
    cuts = statistics.quantiles(times, n=100)
    found = quantiles(times, 50, 99, digits=3, method="exclusive")
    assert found == {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}


def test_of_no_times_there_is_no_figure() -> None:
    assert all(math.isnan(figure) for figure in quantiles([], 50, 95).values())
