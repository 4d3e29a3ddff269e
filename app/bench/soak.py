"""Thousands of turns of the live counter as fast as they go: does its memory grow, is anything left over?

Real ears, voice, spotter and shop; only the devices are fed, so that nobody waits for sound. May import the whole program.
"""

import gc
import os
import resource
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import psutil

from app.bench.scene import Scene
from app.bootstrap import World, constant_seed, make_conversation, make_ears, make_voice
from app.counter.live import Counter
from app.counter.parts import Stage
from app.settings import Settings
from audio.barge_in import BargeIn
from audio.endpoint import Patience
from audio.pcm import Samples
from audio.spot import Spotter
from models.base import Store
from skills.language import Language

SAID = (
    "two croissants",
    "a large latte",
    "remove the latte",
    "what's in my cart",
    "check out",
    "sofia",
    "yes",
)
LOOKS = 40
"""How often memory is looked at"""
WARM = 0.25
"""Of all turns; before that caches fill"""
JOINED_S = 2.0
"""Waited for a thread that is told to end"""


class Crowd(Scene):
    """Customers without end, who say the same things again and again."""

    def __init__(self, sounds: Sequence[Samples], turns: int, look: Callable[[int], None]) -> None:
        super().__init__()
        self._sounds = deque(sounds)
        self._turns = turns
        self._look = look
        self.done = 0

    def stage(self, stage: Stage, detail: str = "") -> None:
        """Say the next thing when the counter listens; leave after so many turns."""
        if stage is Stage.LISTENING and self.done < self._turns:
            self.forget()
            self.done += 1
            self._look(self.done)
            self._sounds.rotate(-1)
            self.sound(self._sounds[-1])
        elif stage is Stage.IDLE:
            self.keys.read([""] if self.done < self._turns else [])


def run(
    store: Store, settings: Settings, kind: str, turns: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Measure, over a store of its own; what a round of turns makes for the program's life is made before."""
    _talk(store, settings, kind, len(SAID), lambda done: None)
    processes, threads = set(_children()), set(threading.enumerate())
    memory: list[tuple[int, int]] = []
    step = max(1, turns // LOOKS)

    def look(done: int) -> None:
        if done % step == 0:
            memory.append((done, _resident()))
            progress(f"{done} turns: {memory[-1][1] / 2**20:.1f} MB")

    with own_files() as folder:
        done = _talk(store, settings, kind, turns, look)
        files = sorted(path.name for path in folder.iterdir())
        left = [" ".join(one.cmdline()) for one in _children() if one not in processes]
    return {
        "turns": done,
        "growth_mb_per_1000_turns": round(_slope(memory, WARM * turns), 3),
        "resident_mb": round(memory[-1][1] / 2**20, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "processes_left": left,
        "files_left": files,
        "threads_left": living(set(threading.enumerate()) - threads),
    }


def _talk(
    store: Store, settings: Settings, kind: str, turns: int, look: Callable[[int], None]
) -> int:
    """Open the counter, serve so many turns, close it; how many were served."""
    with ExitStack() as stack:
        conversation = make_conversation(store, settings, World(seed=constant_seed))
        ears = stack.enter_context(make_ears(store, settings, kind, None))
        voice = stack.enter_context(make_voice(Language.load(settings.locale)))
        barge_in = BargeIn(stack.enter_context(Spotter("good morning")))
        crowd = Crowd([voice.say(text) for text in SAID], turns, look)
        Counter(
            *(conversation, ears, voice, crowd, crowd, barge_in, crowd.keys, crowd),
            patience=Patience(nothing_s=1.0),
        ).run()
    return crowd.done


@contextmanager
def own_files() -> Iterator[Path]:
    """A folder where this program and its processes put what is for a while only."""
    with (
        tempfile.TemporaryDirectory(prefix="countertalk-soak-") as name,
        patch.dict(os.environ, TMPDIR=name),
        patch.object(tempfile, "tempdir", None),  # so that it is looked up again
    ):
        yield Path(name)


def living(threads: Collection[threading.Thread], wait_s: float = JOINED_S) -> list[str]:
    """The names of those that do not end now: a pool's end when nobody has the pool any more."""
    gc.collect()
    for thread in threads:
        thread.join(wait_s)
    return sorted(thread.name for thread in threads if thread.is_alive())


def _resident() -> int:
    """Bytes of all processes of ours."""
    return sum(one.memory_info().rss for one in (psutil.Process(), *_children()))


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _slope(memory: Sequence[tuple[int, int]], warm: float) -> float:
    """MB a thousand turns, by least squares over what came after the warming up."""
    looks = np.array([look for look in memory if look[0] >= warm], dtype=float)
    if len(looks) < 2:
        return float("nan")
    return float(np.polyfit(looks[:, 0] / 1000, looks[:, 1] / 2**20, 1)[0])
