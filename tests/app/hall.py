"""Speaking to a counter in a room of sound: what such tests need, and when a person begins."""

import time

import pytest

from app.bench.room import Room, missing
from app.bench.till import Till
from audio.pcm import Samples
from tests.databases import on_sqlite

WITH_SOUND = [
    pytest.mark.skipif(bool(missing()), reason=f"needs apt install {' '.join(missing())}"),
    on_sqlite,
]
"""The `pytestmark` of such a module"""
BEEP_S = 0.7
"""A person speaks so long after the counter listens: the beep is over, and its echo"""


def say(hall: Room, counter: Till, sound: Samples) -> None:
    """Say something once the counter listens and has beeped."""
    counter.until("listening")
    time.sleep(BEEP_S)
    hall.say(sound)
