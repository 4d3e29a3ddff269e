import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.bench import accuracy
from app.bench.accuracy import Material
from app.bench.labels import recordings
from app.bench.mix import FRAME, LOUDEST, mix
from audio import pcm
from audio.errors import NotAudio
from audio.pcm import RATE, Samples
from audio.recognize import Hearing, Partial
from audio.recognize_pocketsphinx import PocketSphinxEar
from audio.speak import Voice
from models import browse, catalog_import
from models.base import Store
from skills import grammar
from skills.language import Language
from skills.lexicon import Lexicon
from skills.understand import Understanding

MENU = Path(catalog_import.__file__).with_name("menu.json")
SAID = {
    "one.flac": (
        "can i have a large latte with soy milk",
        {"coffeeDrink": "latte", "size": "large", "milkAmount": "soy milk"},
    ),
    "two.flac": (
        "give me a medium cappuccino with a bit of brown sugar",
        {"coffeeDrink": "cappuccino", "size": "medium", "sugarAmount": "a bit of brown sugar"},
    ),
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    file = tmp_path_factory.mktemp("shop") / "shop.db"
    with Store.open(f"sqlite:///{file}") as store:
        store.migrate()
        document = catalog_import.parse(MENU.read_text(encoding="utf-8"))
        with store.begin() as session:
            catalog_import.load(session, document)
        with store.begin() as session:
            return Lexicon(Language.load("en-US"), browse.vocabulary(session))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two orders in our own voice, with a second of silence around them, and labels."""
    place = tmp_path_factory.mktemp("orders")
    silence = np.zeros(RATE, dtype=np.int16)
    with Voice("en-US") as voice:
        for name, (text, _) in SAID.items():
            pcm.write(place / name, np.concatenate([silence, voice.say(text), silence]))
    labels = {name: {"intent": "orderDrink", "slots": slots} for name, (_, slots) in SAID.items()}
    (place / "labels.json").write_text(json.dumps(labels))
    return place


@dataclass
class Parrot:
    """An ear that says one sentence whatever it hears."""

    words: str
    name: str = "parrot"
    unknown: tuple[str, ...] = ()

    def listen(self) -> "Parrot":
        return self

    def feed(self, samples: Samples) -> Partial:
        return Partial(self.words, complete=True)

    def end(self) -> Hearing:
        return Hearing(self.words, 1.0, (), 0.0)

    def hear(self, samples: Samples) -> Hearing:
        return self.end()

    def __enter__(self) -> "Parrot":
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def test_our_own_voice_is_heard_through_the_whole_path(folder: Path, lexicon: Lexicon) -> None:
    att = grammar.build(lexicon)
    with PocketSphinxEar(att, lexicon.pronunciations) as ear:
        report = accuracy.run(Material.read(folder), ear, Understanding(lexicon), details=True)
    (clean,) = report["conditions"]
    assert (clean["noise"], clean["snr_db"], clean["files"]) == (None, None, 2)
    assert clean["acceptance"] == clean["strict"] == 1.0, clean["details"]
    assert clean["wer"] == 0.0
    assert 0 < clean["decode_per_audio"] < 10


def test_the_rule_asks_for_every_labelled_word_and_the_strict_one_for_no_more(
    folder: Path, lexicon: Lexicon
) -> None:
    parrot = Parrot("can i have a large dark roast latte with soy milk")
    report = accuracy.run(
        Material.read(folder), parrot, Understanding(lexicon), baseline=Parrot("")
    )
    (clean,) = report["conditions"]
    assert clean["acceptance"] == 0.5
    assert clean["strict"] == 0.0
    assert clean["refused"] == 0
    assert 0 < clean["wer"] < 1
    assert clean["wer_of"] == "the words of the labelled slots"
    assert clean["baseline"]["refused"] == clean["baseline"]["files"] == 1
    assert clean["baseline"]["wer"] == 1.0


def test_noise_makes_one_condition_for_each_ratio(
    folder: Path, lexicon: Lexicon, tmp_path: Path
) -> None:
    loud = np.random.default_rng(1).normal(scale=3000, size=20 * RATE).astype(np.int16)
    pcm.write(tmp_path / "rain.wav", loud)
    told: list[str] = []
    report = accuracy.run(
        Material.read(folder, tmp_path / "rain.wav"),
        Parrot("a large latte with soy milk"),
        Understanding(lexicon),
        snrs=[6, 24],
        progress=told.append,
    )
    conditions = [(line["noise"], line["snr_db"]) for line in report["conditions"]]
    assert conditions == [(None, None), ("rain", 6), ("rain", 24)]
    assert json.loads(json.dumps(report)) == report
    rows = accuracy.table(report).splitlines()
    assert rows[1:4] == told
    assert rows[4] == "mean of the noisy conditions: 50.0%"
    assert "milk      100.0% of 3" in rows
    assert "sugar       0.0% of 3" in rows
    assert report["mean_noisy"] == 0.5
    assert "50.0%" in told[0]


def test_a_labelled_file_that_is_missing_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text((folder / "labels.json").read_text())
    with pytest.raises(NotAudio, match=r"one\.flac"):
        recordings(tmp_path)


@pytest.mark.parametrize("snr_db", [0, 6, 24])
def test_a_mixture_has_the_ratio_of_the_loudest_frames(snr_db: int) -> None:
    speech = np.zeros(10 * FRAME, dtype=np.int16)
    speech[3 * FRAME : 4 * FRAME] = 8000
    noise = np.tile(np.array([100, -100], dtype=np.int16), 20 * FRAME)
    mixed = mix(speech, noise, snr_db, np.random.default_rng(0))
    assert np.abs(mixed).max() == LOUDEST
    under = float(np.abs(mixed[:FRAME]).mean())
    over = float(mixed[3 * FRAME : 4 * FRAME].mean())
    assert 20 * np.log10(over / under) == pytest.approx(snr_db, abs=0.1)


def test_a_seed_gives_the_same_mixture_and_short_noise_is_repeated() -> None:
    random = np.random.default_rng(5)
    speech = random.integers(-9000, 9000, 3 * RATE).astype(np.int16)
    noise = random.integers(-900, 900, 2 * RATE).astype(np.int16)
    first = mix(speech, noise, 6, np.random.default_rng(1))
    assert len(first) == len(speech)
    assert np.array_equal(first, mix(speech, noise, 6, np.random.default_rng(1)))
    assert not np.array_equal(first, mix(speech, noise, 6, np.random.default_rng(2)))
