"""A counter as a process in a room of sound whose shop is a server elsewhere, and which keeps what is said."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.bench.room import room
from app.bench.till import till
from app.bootstrap import World
from app.counter.recordings import Recordings
from audio import pcm
from audio.listen import trimmed
from audio.pcm import Samples
from models.base import Store
from skills.lexicon import Lexicon
from tests.app.conftest import PLAIN
from tests.app.far import far_server
from tests.app.hall import WITH_SOUND, say

pytestmark = WITH_SOUND
LIKE = 0.8
"""Sound that went through devices of 48 kHz"""


def test_what_is_said_far_from_the_shop_is_answered_and_kept(
    demo_store: Store,
    world: World,
    lexicon: Lexicon,
    recorded: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    said = pcm.read(recorded("a large latte"))
    kept = Recordings(tmp_path / "kept")
    with far_server(demo_store, world, lexicon, PLAIN) as server, room() as hall:
        key, where = server.key("till"), ("--server", server.url, "--record", str(kept.folder))
        with till(hall, *where, "--ear", "pocketsphinx", COUNTERTALK_KEY=key) as counter:
            counter.until("idle")
            counter.press()
            say(hall, counter, said)
            counter.until("speaking")
    told, answered = counter.said("shop")
    assert told.startswith("This counter records what you say")
    assert answered == "I added a large latte. Anything else?"
    ((name, label),) = kept.labels().items()
    assert (label.intent, [label.text]) == ("AddItemIntent", counter.said("you"))
    assert label.slots == {"size": "large", "product": "latte"}
    assert likeness(trimmed(said), pcm.read(kept.folder / name)) > LIKE


def likeness(said: Samples, kept: Samples) -> float:
    """The greatest correlation of a sound with a place in another, 1 where that has nothing else."""
    spoken, heard = said.astype(float), kept.astype(float)
    return float(
        np.correlate(heard, spoken, "full").max() / np.linalg.norm(spoken) / np.linalg.norm(heard)
    )
