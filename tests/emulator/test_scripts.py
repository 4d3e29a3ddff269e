"""Scripts: ours at both doors, those that do not come true, those that cannot be read, and recorded ones."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import World, constant_seed, make_conversation, open_store
from app.emulator.errors import ScriptInvalid
from app.emulator.host import Skill
from app.emulator.invocation import Invocation
from app.emulator.model import Speech
from app.emulator.play import Played, Player
from app.emulator.record import Recorder
from app.emulator.script_file import read
from app.emulator.stages import AlexaStage, CounterStage, Stage
from app.settings import Settings
from models.base import Store
from skills.wording import Wording

SCRIPTS = sorted((Path(__file__).parents[1] / "data" / "scripts").glob("*.yaml"))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('counter') / 'shop.db'}") as store:
        yield store


@pytest.fixture
def counter(shop: Store, skill: Skill, speech: Speech) -> CounterStage:
    conversation = make_conversation(shop, Settings(), World(seed=constant_seed))
    return CounterStage(conversation, shop, Invocation(skill.model, speech), Wording.load("en-US"))


def alexa(skill: Skill, path: Path) -> AlexaStage:
    screen = read(path).script.device.screen
    return AlexaStage(skill.alexa(screen=screen), skill.store)


def played(path: Path, stage: Stage) -> list[Played]:
    return list(Player(Speech.load()).play(read(path), stage))


def missed(steps: list[Played]) -> list[str]:
    return [f"{step.where} {step.step.title}: {miss}" for step in steps for miss in step.misses]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_comes_true_with_alexa(path: Path, skill: Skill) -> None:
    assert missed(played(path, alexa(skill, path))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_comes_true_at_the_counter(path: Path, counter: CounterStage) -> None:
    assert missed(played(path, counter)) == []


def test_what_the_counter_cannot_see_is_said(counter: CounterStage) -> None:
    steps = played(SCRIPTS[0].with_name("in_one_go.yaml"), counter)
    assert steps[-1].unseen == ("card", "elicits")


def written(folder: Path, text: str) -> Path:
    path = folder / "script.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_miss_is_named_with_what_was_wanted_and_what_came(
    tmp_path: Path, skill: Skill
) -> None:
    path = written(
        tmp_path,
        """
name: wrong
steps:
  - say: two bagels
    expect: {intent: PriceIntent, slots: {product: latte}, speech: ^no, cart: [],
      ended: true, card: a, elicits: size, screen: [x]}
  - say: where is order {number}
""",
    )
    first, second = played(path, alexa(skill, path))
    assert [miss.key for miss in first.misses] == [
        "intent", "slots", "speech", "cart", "ended", "card", "elicits", "screen"
    ]  # fmt: skip
    assert first.where == f"{path}:4"
    assert "expected: 'PriceIntent'\n    but was:  'AddItemIntent'" in str(first.misses[0])
    assert second.misses[0].wanted == "an order before this step"


def test_a_shop_of_somebody_else_shows_no_cart(skill: Skill) -> None:
    path = SCRIPTS[0].with_name("in_one_go.yaml")
    steps = played(path, AlexaStage(skill.alexa(), None))
    assert all("cart" in step.unseen for step in steps if step.step.expect.cart is not None)
    assert not any("cart" in fault for fault in missed(steps))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [r":1: script: .*"]),
        ("- a", [r":1: script: "]),
        ("name: a\n", [r":1: steps: Field required"]),
        ("name: a\nsteps: []\n", [r":2: steps: .*at least 1"]),
        ("name: a\nsteps:\n  - say: b\n  - {}\n", [r":4: steps\[1\]: give either `say` or `do`"]),
        ("name: a\nsteps:\n  - say: b\n    do: open\n", [r":3: steps\[0\]: give either"]),
        ("name: a\nsteps:\n  - do: dance\n", [r":3: steps\[0\].do: .*'open', 'silence' or 'exit'"]),
        ("name: a\nsteps:\n  - say: yes\n", [r":3: steps\[0\].say: .*yes and no stand in quotes"]),
        ("name: a\nsteps:\n  - say: ' '\n", [r":3: steps\[0\].say: "]),
        ("name: a\nsteps:\n  - say: b\n    expect:\n      intend: c\n", [r":5: steps\[0\].expect.intend: "]),
        ("name: a\nsteps:\n  - say: b\n    expect: {speech: '['}\n", [r":4: steps\[0\].expect.speech: not a regular"]),
        ("name: a\nsteps:\n  - say: b\n    expect: {slots: {size: 2}}\n", [r":4: steps\[0\].expect.slots.size"]),
        ("name: 1\ncolour: red\nsteps:\n  - say: b\n", [r":1: name: ", r":2: colour: "]),
        ("name: a\nname: b\nsteps: []\n", [r":2: name: stands twice"]),
        ("name: [a\n", [r":2: : not YAML: "]),
        ("name: !!python/object:os.x a\n", [r":1: : not YAML: "]),
        ("name: a\n--- \nname: b\n", [r":2: : not YAML: "]),
        ("a: &a [*a]\nsteps: *a\n", [r":1: name: ", r"steps"]),
        ("name: \0", [r":1: : not YAML: "]),
    ],
)  # fmt: skip
def test_a_script_that_cannot_be_played_is_refused_by_file_line_and_key(
    text: str, faults: list[str], tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ScriptInvalid) as caught:
        read(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(str(path)) for line in lines)
    for fault in faults:
        assert any(re.search(fault, line) for line in lines), lines


def test_files_that_are_no_scripts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.yaml").write_text("#" * 1_000_001)
    for name in ("bytes.yaml", "large.yaml", "missing.yaml", "."):
        with pytest.raises(ScriptInvalid):
            read(tmp_path / name)


SAID = (
    "alexa, open corner counter",
    "a latte",
    "large",
    "twenty ham sandwiches",
    "yes",
    "what is in my cart",
    "check out",
    "maria",
    "yes",
    "alexa, ask corner counter where is order {number} for maria",
    "",
    "exit",
)


def test_what_was_recorded_comes_true_again_at_both_doors(
    tmp_path: Path, skill: Skill, counter: CounterStage, speech: Speech
) -> None:
    stage = AlexaStage(skill.alexa(), skill.store)
    recorder, number = Recorder(speech, screen=False, cart=True), ""
    for words in SAID:
        said = words.replace("{number}", number)
        seen = stage.seen(stage.alexa.say(said))
        number = " ".join(str(seen.number or ""))
        recorder.note(said, seen)
    path = tmp_path / "recorded.yaml"
    recorder.write(path)
    text = path.read_text(encoding="utf-8")
    assert "Your order number is {number}" in text
    assert "say: alexa, ask corner counter where is order {number} for maria" in text
    again = played(path, alexa(skill, path))
    assert missed(again) == []
    numbers = [step.seen.number for step in again if step.seen and step.seen.number]
    assert str(numbers[-1]) != number.replace(" ", ""), "it is another order"
    assert missed(played(path, counter)) == []
