"""The counter with a microphone that is fed and a loudspeaker that is a tape."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.bench.scene import Scene
from app.counter.conversation import Conversation
from app.counter.ears import Ears
from app.counter.exchange import Reply
from app.counter.live import RINGS_S, Counter
from app.counter.parts import Stage
from app.counter.recorder import Recorder
from app.counter.recordings import Recordings
from app.counter.snapshot import snapshot
from app.counter.states import TRANSITIONS, Event, State
from audio import pcm
from audio.barge_in import BargeIn
from audio.beep import beep
from audio.endpoint import Patience
from audio.errors import DeviceMissing
from audio.pcm import RATE, Samples
from audio.recognize import Hearing
from audio.speak import Voice
from audio.spot import Spotter
from models.base import Store
from tests.conftest import Clock
from tests.databases import on_sqlite

Record = Callable[[str], Path]


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture(scope="module")
def spotter() -> Iterator[Spotter]:
    with Spotter("hello shop") as opened:
        yield opened


@pytest.fixture
def counter(
    scene: Scene, conversation: Conversation, ears: Ears, voice: Voice, spotter: Spotter
) -> Counter:
    counter = Counter(conversation, ears, voice, scene, scene, BargeIn(spotter), scene.keys, scene)
    counter.patience = Patience(nothing_s=1.0)
    return counter


@on_sqlite
def test_it_greets_listens_answers_aloud_and_listens_again(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    scene.says(pcm.read(recorded("a large latte")))
    counter.run()
    assert scene.lines[0] == "shop: Welcome to Corner Coffee. What would you like?"
    assert scene.lines[1].startswith("you: ")
    assert scene.lines[1].endswith("large latte")
    assert scene.lines[2] == "shop: I added a large latte. Anything else?"
    spoken = [Stage.RENDERING, Stage.SPEAKING]
    assert scene.went()[:8] == [
        *[*spoken, Stage.IDLE, Stage.WOKEN],
        *[Stage.LISTENING, Stage.RECOGNISING, Stage.THINKING, Stage.RENDERING],
    ]
    assert scene.went().count(Stage.LISTENING) == 2
    assert any(np.array_equal(sound, beep()) for sound in scene.tape)


@on_sqlite
def test_words_are_shown_while_they_are_spoken(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    scene.says(pcm.read(recorded("can i have a large latte with oat milk")))
    counter.run()
    shown = [detail for stage, detail in scene.stages if stage is Stage.HEARING]
    assert len(shown) > 3
    assert len(shown[0].split()) < len(shown[-1].split())


@on_sqlite
def test_an_answer_to_the_open_question_is_listened_for(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    scene.says(*(pcm.read(recorded(s)) for s in ("a large latte", "check out", "sophia")))
    counter.run()
    assert scene.lines[-1].endswith("Shall I place the order?")


@on_sqlite
def test_what_is_said_is_kept_after_people_were_told(
    scene: Scene,
    counter: Counter,
    conversation: Conversation,
    recorded: Record,
    clock: Clock,
    tmp_path: Path,
) -> None:
    kept = Recordings(tmp_path)
    with Recorder(conversation, kept, "We record.", timedelta(days=1), clock) as recorder:
        counter.talk = counter.keeper = recorder
        scene.says(pcm.read(recorded("a large latte")))
        counter.run()
    assert scene.lines[0].startswith("shop: We record. Welcome to Corner Coffee.")
    ((name, label),) = kept.labels().items()
    assert (label.intent, label.slots) == ("AddItemIntent", {"size": "large", "product": "latte"})
    assert pcm.seconds(pcm.read(tmp_path / name)) > 0.5


@on_sqlite
def test_silence_ends_the_turn_and_nobody_is_asked(scene: Scene, counter: Counter) -> None:
    scene.says(np.zeros(RATE, dtype=np.int16))
    counter.run()
    assert [line.partition(":")[0] for line in scene.lines] == ["shop"]
    assert scene.went()[-2:] == [Stage.LISTENING, Stage.IDLE]


@on_sqlite
def test_noise_without_words_is_not_understood_or_not_heard(scene: Scene, counter: Counter) -> None:
    loud = np.random.default_rng(7).normal(scale=3000, size=3 * RATE).astype(np.int16)
    scene.says(loud)
    counter.run()
    assert "you: (not understood)" in scene.lines or len(scene.lines) == 1


@on_sqlite
def test_speech_without_end_is_cut(scene: Scene, counter: Counter, recorded: Record) -> None:
    counter.patience = Patience(longest_s=2.0, nothing_s=1.0)
    scene.says(np.tile(pcm.read(recorded("a large latte")), 4))
    lengths: list[float] = []

    class Keeper:
        def keep(self, samples: Samples, hearing: Hearing, said: Reply) -> None:
            lengths.append(pcm.seconds(samples))

    counter.keeper = Keeper()
    counter.run()
    assert lengths[0] == pytest.approx(2.0, abs=0.1)


@on_sqlite
def test_stop_silences_it_and_it_listens(scene: Scene, counter: Counter, recorded: Record) -> None:
    scene.interruptions.append(np.zeros(0, dtype=np.int16))  # not the greeting
    scene.interruptions.append(pcm.read(recorded("stop")))
    scene.says(pcm.read(recorded("what do you have")), pcm.read(recorded("two croissants")))
    counter.run()
    assert scene.stopped == 1
    assert (Stage.WOKEN, "stop") in scene.stages
    assert scene.lines[-1] == "shop: I added two croissants. Anything else?"


@on_sqlite
def test_what_is_left_of_its_own_voice_after_stop_is_nobodys(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    own = pcm.read(recorded("twenty"))
    stop = scene.stop

    def rings() -> None:
        stop()
        scene.sound(own[: round(RINGS_S * RATE)])

    scene.stop = rings  # type: ignore[method-assign]
    scene.interruptions.append(np.zeros(0, dtype=np.int16))
    scene.interruptions.append(pcm.read(recorded("stop")))
    scene.says(pcm.read(recorded("what do you have")), pcm.read(recorded("two croissants")))
    counter.run()
    assert scene.lines[-1] == "shop: I added two croissants. Anything else?"


@on_sqlite
def test_other_words_do_not_interrupt(scene: Scene, counter: Counter, recorded: Record) -> None:
    scene.interruptions.append(np.zeros(0, dtype=np.int16))
    scene.interruptions.append(pcm.read(recorded("two croissants")))
    scene.says(pcm.read(recorded("what do you have")))
    counter.run()
    assert scene.stopped == 0


@on_sqlite
def test_it_is_woken_by_its_phrase_and_not_by_stop(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    scene.leaves = False
    quiet = np.zeros(RATE, dtype=np.int16)
    words = [pcm.read(recorded("stop")), quiet, pcm.read(recorded("hello shop")), quiet]

    class Waiting:
        def due(self) -> str | None:
            if words:
                scene.sound(np.concatenate(words))
            elif scene.went()[-1] is Stage.IDLE and Stage.LISTENING in scene.went():
                scene.keys.read([])
            words.clear()
            return None

    counter.news = Waiting()
    counter.run()
    assert [detail for s, detail in scene.stages if s is Stage.WOKEN] == ["hello shop"]


@on_sqlite
def test_news_is_spoken_while_nobody_talks(scene: Scene, counter: Counter) -> None:
    scene.leaves = False
    texts = ["Order 123 is ready."]

    class One:
        def due(self) -> str | None:
            if texts:
                return texts.pop()
            scene.keys.read([])
            return None

    counter.news = One()
    counter.run()
    assert "shop: Order 123 is ready." in scene.lines


@on_sqlite
def test_what_was_said_and_understood_is_kept(
    scene: Scene, counter: Counter, recorded: Record
) -> None:
    kept: list[tuple[int, str, str]] = []

    class Keeper:
        def keep(self, samples: Samples, hearing: Hearing, said: Reply) -> None:
            kept.append((len(samples), hearing.words, said.speech))

    counter.keeper = Keeper()
    scene.says(pcm.read(recorded("a large latte")))
    counter.run()
    ((length, words, speech),) = kept
    assert length > RATE // 2
    assert words.endswith("large latte")
    assert speech == "I added a large latte. Anything else?"


@on_sqlite
def test_a_mouth_that_fails_leaves_the_text_and_the_turn(
    scene: Scene, counter: Counter, demo_store: Store, recorded: Record, conversation: Conversation
) -> None:
    scene.says(pcm.read(recorded("two croissants")))
    with Voice(worker=(sys.executable, "-c", "raise SystemExit(3)")) as dumb:
        counter.mouth = dumb
        counter.run()
    assert scene.lines[-2] == "shop: I added two croissants. Anything else?"
    assert scene.lines[-1].startswith("note: not spoken: could not say ")
    assert snapshot(demo_store, conversation.say("what's in my cart").owner)["cart"]


@on_sqlite
def test_a_lost_microphone_is_waited_for(scene: Scene, counter: Counter) -> None:
    def stage(stage: Stage, detail: str = "") -> None:
        scene.stages.append((stage, detail))
        if stage is Stage.IDLE and len(scene.stages) < 5:
            scene.fault = DeviceMissing.unplugged("microphone", "it vanished")
        elif stage is Stage.LOST:
            scene.fault = None
        elif stage is Stage.IDLE:
            scene.keys.read([])

    scene.stage = stage  # type: ignore[method-assign]
    counter.run()
    assert scene.went()[-3:] == [Stage.IDLE, Stage.LOST, Stage.IDLE]
    assert "it vanished" in dict(scene.stages)[Stage.LOST]


def test_every_state_can_be_left_and_every_event_happens() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State) - {State.LEFT}
    assert {event for _, event in TRANSITIONS} == set(Event)
    assert set(TRANSITIONS.values()) == set(State)
