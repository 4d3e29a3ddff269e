from collections.abc import Iterator

import numpy as np
import pytest

from audio.pcm import RATE, Samples
from audio.speak import Voice


@pytest.fixture(scope="session")
def voice() -> Iterator[Voice]:
    with Voice("en-US") as opened:
        yield opened


@pytest.fixture(scope="session")
def korean() -> Iterator[Voice]:
    with Voice("ko") as opened:
        yield opened


@pytest.fixture
def silence() -> Samples:
    return np.zeros(2 * RATE, dtype=np.int16)


@pytest.fixture
def noise() -> Samples:
    loud = np.random.default_rng(7).normal(scale=3000, size=3 * RATE)
    return np.clip(loud, -32768, 32767).astype(np.int16)
