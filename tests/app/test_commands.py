"""The command line: what each command says and how it ends; never with a traceback."""

import io
import json
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.bootstrap import MENU, open_store
from app.commands import COMMANDS, about
from app.settings import SettingInvalid, Settings
from audio.devices import Microphone
from audio.errors import DeviceMissing
from models import browse
from skills import lint
from skills.lint import WARNINGS
from tests.app.world import program


@pytest.fixture
def shop(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a stocked shop, where the commands look for one."""
    monkeypatch.setenv("DATABASE_URL", demo_url)
    return demo_url


def failed(capsys: pytest.CaptureFixture[str], code: int, *arguments: str | Path) -> str:
    """Run a command that must fail; gives its one complaint."""
    try:
        found = main([str(argument) for argument in arguments])
    except SystemExit as end:
        found = int(str(end.code))
    assert found == code
    printed, warned = capsys.readouterr()
    assert printed == ""
    assert "Traceback" not in warned
    return warned


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    done = program("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in COMMANDS:
        assert f"    {name}" in map(str.rstrip, re.findall(r"^ {4}\S+", done.stdout, re.MULTILINE))
        assert about(name)


@pytest.mark.parametrize(
    "words",
    [[name] for name in COMMANDS]
    + [["catalog", "import"], ["orders", "list"], ["orders", "move"], ["orders", "refund"]]
    + [["skill", "build"], ["skill", "lint"]]
    + [["bench", name] for name in ("accuracy", "skill", "verify")],
    ids=" ".join,
)
def test_every_command_has_a_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, "--help"])
    assert end.value.code == 0
    assert f"usage: python -m app {' '.join(words)}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"], ["orders"], ["replay"], ["catalog", "import"]])
def test_a_command_line_that_is_wrong_ends_with_two(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "usage: python -m app" in failed(capsys, 2, *words)


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Set what will be typed."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_typing_is_a_conversation_until_an_empty_line(
    monkeypatch: pytest.MonkeyPatch, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "a large late with oat milk", "make it two", "", "never read")
    assert main(["type"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Welcome to Corner Coffee. What would you like?",
        "I added a large latte with oat milk. Anything else?",
        "Now it is two large lattes with oat milk. Anything else?",
    ]


def test_typing_takes_any_bytes_and_an_end_without_a_line() -> None:
    done = program("type", said="\udcff\x00 <b>&amp;\ntwo croissants")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "I added two croissants. Anything else?"


def untranslated() -> dict[str, Any]:
    """The demo menu, whose names may be changed: translations go by them."""
    menu: dict[str, Any] = json.loads(MENU.read_text(encoding="utf-8"))
    del menu["translations"]
    return menu


def test_a_good_catalogue_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    menu = untranslated()
    menu["shop"]["name"] = "Other Coffee"
    file = tmp_path / "menu.json"
    file.write_text(json.dumps(menu))
    assert main(["catalog", "import", str(file)]) == 0
    assert capsys.readouterr().out == f"{len(menu['products'])} products are now sold\n"
    with open_store(f"sqlite:///{tmp_path / 'shop.db'}") as store, store.begin() as session:
        assert browse.shop(session).name == "Other Coffee"


def test_all_faults_of_a_catalogue_are_named_and_nothing_is_taken(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    menu: dict[str, Any] = json.loads(MENU.read_text(encoding="utf-8"))
    menu["shop"]["name"] = "Other Coffee"
    menu["products"][0]["price"] = -1
    menu["products"][1]["category"] = "nowhere"
    menu["products"][2]["colour"] = "red"
    file = tmp_path / "menu.json"
    text = json.dumps(menu, indent=1)
    file.write_text(text)
    lines = failed(capsys, 1, "catalog", "import", file).splitlines()
    price = 1 + next(n for n, line in enumerate(text.splitlines()) if '"price": -1,' in line)
    assert any(f"line {price}: products[0].price:" in line for line in lines)
    assert any("products[2].colour" in line for line in lines)
    assert len(lines) >= 2
    with open_store(shop) as store, store.begin() as session:
        assert browse.shop(session).name == "Corner Coffee"


def test_a_product_named_like_a_sentence_of_the_shop_is_refused(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    menu = untranslated()
    menu["shop"]["name"] = "Other Coffee"
    menu["products"][0]["name"] = "check out"
    file = tmp_path / "menu.json"
    file.write_text(json.dumps(menu))
    assert "check out" in failed(capsys, 1, "catalog", "import", file)
    with open_store(shop) as store, store.begin() as session:
        assert browse.shop(session).name == "Corner Coffee"


def test_orders_of_no_shop_are_not_listed_as_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'typo.db'}"
    assert "no shop in this database" in failed(capsys, 1, "orders", "list", "--store", url)


def test_references_to_nowhere_are_faults_too(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    menu: dict[str, Any] = json.loads(MENU.read_text(encoding="utf-8"))
    menu["products"][0]["category"] = "nowhere"
    menu["products"][1]["category"] = "neverwhere"
    file = tmp_path / "menu.json"
    file.write_text(json.dumps(menu))
    complaint = failed(capsys, 1, "catalog", "import", file)
    assert "'nowhere'" in complaint
    assert "'neverwhere'" in complaint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"\xff\xfe{", "cannot read"),
        (b"{", "line 1"),
        (b"[]", "line 1"),
        (b"", "line 1"),
    ],
    ids=["missing", "not UTF-8", "not JSON", "a list", "empty"],
)
def test_what_is_no_catalogue_is_refused(
    tmp_path: Path, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "menu.json"
    if content is not None:
        file.write_bytes(content)
    assert said in failed(capsys, 1, "catalog", "import", file)
    assert not (tmp_path / "shop.db").exists()


@pytest.fixture
def number(monkeypatch: pytest.MonkeyPatch, shop: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The number of an order just placed."""
    typed(monkeypatch, "a large latte with a bit of oat milk", "check out", "sophia", "yes")
    assert main(["type"]) == 0
    assert "Your order number is one zero zero." in capsys.readouterr().out
    return "100"


def test_orders_are_listed_and_moved_on(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "list"]) == 0
    listed = capsys.readouterr().out
    assert "received" in listed
    assert "Sophia" in listed
    assert "1 latte (large, oat milk (little))" in listed
    for status in ("preparing", "ready", "collected"):
        assert main(["orders", "move", number, status]) == 0
        assert f"{number}  {status}" in capsys.readouterr().out
    assert main(["orders", "list", "--status", "received"]) == 0
    assert capsys.readouterr().out == "no orders\n"
    assert main(["orders", "list", "--json", "--status", "collected"]) == 0
    (order,) = json.loads(capsys.readouterr().out)
    assert (order["number"], order["status"], order["currency"]) == (100, "collected", "USD")


def test_the_history_of_an_order_says_who_did_what(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["orders", "move", number, "preparing", "--by", "Kim"]) == 0
    assert main(["orders", "pay", number]) == 0
    assert main(["orders", "refund", number, "50", "--by", "Lee"]) == 0
    assert main(["orders", "move", number, "cancelled"]) == 0
    capsys.readouterr()
    assert main(["orders", "show", number]) == 0
    shown = capsys.readouterr().out
    assert "received   customer" in shown
    assert "preparing  Kim\n" in shown
    assert "preparing  Lee, 50 given back" in shown
    assert main(["orders", "show", number, "--json"]) == 0
    order = json.loads(capsys.readouterr().out)
    assert order["refunded"] == order["total"]
    assert (order["fulfilment"], order["address"]) == ("pickup", None)
    assert order["promised_at"] > order["placed_at"]
    assert [(step["status"], step["who"], step["actor"]) for step in order["steps"]] == [
        ("received", None, "customer"),
        ("preparing", "Kim", "staff"),
        ("preparing", "Lee", "staff"),
        ("cancelled", None, "staff"),
    ]


def test_a_move_that_is_not_allowed_is_refused(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = failed(capsys, 1, "orders", "move", number, "collected")
    assert all(word in complaint for word in (number, "received", "collected", "preparing"))
    assert main(["orders", "list", "--status", "received"]) == 0
    assert number in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["move", "123", "ready"], 1, "123"),
        (["move", "9" * 20, "ready"], 2, "give a whole number from 1"),
        (["move", "x", "ready"], 2, "give a whole number from 1"),
        (["move", "123", "eaten"], 2, "invalid choice: 'eaten'"),
        (["show", "123"], 1, "no order 123"),
        (["refund", "123", "0"], 2, "give a whole number from 1"),
        (["refund", "123"], 2, "required: amount"),
        (["list", "--limit", "-1"], 2, "give a whole number from 1"),
        (["list", "--status", "eaten"], 2, "invalid choice: 'eaten'"),
        (["list", "--store", "nonsense"], 2, "the database URL cannot be used"),
        (["list", "--store", "oracle9://x"], 2, "the database URL cannot be used"),
    ],
)
def test_orders_complain_about(
    shop: str, arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in failed(capsys, code, "orders", *arguments).splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COUNTERTALK_WORKERS", "0"),
        ("COUNTERTALK_WORKERS", "many"),
        ("COUNTERTALK_WORKERS", "65"),
        ("COUNTERTALK_WORKERS", "\u0663"),
        ("COUNTERTALK_THREADS", "-1"),
        ("COUNTERTALK_THREADS", ""),
        ("COUNTERTALK_VISIT_SECONDS", "1.5"),
        ("COUNTERTALK_VARIANTS", "some"),
        ("COUNTERTALK_TIME_ZONE", "Mars"),
        ("COUNTERTALK_TIME_ZONE", ""),
        ("COUNTERTALK_TIME_ZONE", "../Europe/Berlin"),
        ("COUNTERTALK_TIME_ZONE", "Europe"),
        ("COUNTERTALK_TIME_ZONE", "\u00e4" * 300),
    ],
)
def test_a_bad_setting_is_named_and_ends_with_two(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert failed(capsys, 2, "orders", "list").startswith(f"error: {name}={value!r}: give ")
    with pytest.raises(SettingInvalid):
        Settings.read({name: value})


@pytest.mark.parametrize(
    ("name", "value", "words", "said"),
    [
        ("DATABASE_URL", "", ["orders", "list"], "DATABASE_URL one such as sqlite:///"),
        ("DATABASE_URL", "nonsense", ["backup", "copy.db"], "DATABASE_URL one such as sqlite:///"),
        (
            "COUNTERTALK_GATEWAYS",
            "/nowhere.yaml",
            ["notify", "--once"],
            "COUNTERTALK_GATEWAYS='/nowhere.yaml': No such file or directory",
        ),
        ("VOSK_MODEL_PATH", "/nowhere", ["replay", "x.wav"], "/nowhere is no directory of a Vosk"),
    ],
)
def test_a_setting_that_names_nothing_ends_with_two(
    name: str,
    value: str,
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    (line,) = failed(capsys, 2, *words).splitlines()
    assert said in line


def test_a_time_zone_is_looked_at_by_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERTALK_TIME_ZONE", "Mars")
    told = "COUNTERTALK_TIME_ZONE='Mars': give a time zone such as Europe/Berlin"
    for command in ("type", "serve", "notify"):
        assert failed(capsys, 2, command) == f"error: {told}\n"
    assert Settings.read({"COUNTERTALK_TIME_ZONE": "Europe/Berlin"}).time_zone == "Europe/Berlin"


@pytest.mark.parametrize("bind", ["nonsense", "127.0.0.1:99999", ":5000", "127.0.0.1:"])
def test_an_address_to_serve_at_is_checked_first(
    bind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = failed(capsys, 2, "serve", "--bind", bind)
    assert complaint.startswith(f"error: COUNTERTALK_BIND={bind!r}: ")


def test_the_defaults_are_those_of_an_empty_environment() -> None:
    assert Settings.read({"COUNTERTALK_CACHE": "kept"}) == Settings(cache=Path("kept"))


@pytest.mark.parametrize("locale", ["qq-QQ", "en-us"])
def test_a_language_we_do_not_have_is_named(
    locale: str, monkeypatch: pytest.MonkeyPatch, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERTALK_LOCALE", locale)
    assert (
        failed(capsys, 2, "type")
        == f"error: no language '{locale}'; there are: en-AU, en-CA, en-GB, en-IN, en-US, ko-KR\n"
    )


def test_a_counter_without_a_microphone_says_what_to_install(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with suppress(DeviceMissing), Microphone():
        pytest.skip("this machine has a microphone")
    complaint = failed(capsys, 1, "counter")
    assert complaint.startswith("error: no microphone (")
    assert "install PortAudio: apt install libportaudio2" in complaint or "plug one in" in complaint


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("", "argument --wake: '': give words, such as \"hello counter\""),
        (" ", "argument --wake: ' ': give words, such as \"hello counter\""),
        ("hello xyzzyq", "--wake 'hello xyzzyq': the spotter cannot hear xyzzyq; choose other"),
    ],
)
def test_a_wake_phrase_that_cannot_be_heard_is_refused_before_a_device_is_opened(
    phrase: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.counter.Microphone", None)
    assert said in failed(capsys, 2, "counter", "--wake", phrase).splitlines()[-1]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few sentences of each template are checked: those of the language itself are on trial elsewhere."""
    for name in ("SAMPLES", "FEWER"):
        monkeypatch.setattr(lint, name, 2)


def test_the_package_is_written_and_what_cannot_be_heard_is_listed(
    few: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["skill", "build", "--out", str(tmp_path / "package")]) == 0
    printed = capsys.readouterr().out
    manifest = tmp_path / "package" / "skill.json"
    model = tmp_path / "package" / "interactionModels" / "custom" / "en-US.json"
    for file in (manifest, model):
        assert f"wrote {file}" in printed
        assert json.loads(file.read_text(encoding="utf-8"))
    assert "guessed: warmings (" in printed


def test_words_that_cannot_be_heard_are_listed(
    few: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["skill", "lint", "--json", "--locale", "en-AU"]) == 0
    findings = json.loads(capsys.readouterr().out)
    found = {finding["what"]: finding for finding in findings}
    named, other = found["warmings"], found["morag"]
    assert (named["kind"], named["where"]) == ("guessed", "group warmth: 'warmings'")
    entry = '"pronunciations": {"en": {"warmings": "W AO R M IH NG Z"}}'
    assert named["mend"].endswith(f"write in the catalogue {entry}")
    assert other["mend"].endswith("in the language file pronunciations: {morag: M AO R AE G}")
    assert "chais" not in found, "the demo menu says how it is spoken"
    assert {finding["kind"] for finding in findings} <= WARNINGS


def test_a_locale_that_is_not_there_is_named_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = failed(capsys, 2, "skill", "lint", "--locale", "fr-FR")
    assert said.startswith("error: --locale 'fr-FR' is not one of en-AU, ")


def test_a_development_certificate_is_made_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devcert", str(tmp_path / "cert")]) == 0
    assert f"ALEXA_DEV_CERT={tmp_path / 'cert'}" in capsys.readouterr().out
    assert "valid until" in failed(capsys, 1, "devcert", tmp_path / "cert")


@pytest.mark.parametrize("place", ["taken", "taken/x"])
def test_a_place_that_cannot_be_written_is_named(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").touch()
    assert failed(capsys, 1, "devcert", place).startswith(f"error: {place}: ")


def test_a_keyboard_interrupt_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    assert main(["type"]) == 130
    assert capsys.readouterr().err == ""
