"""Whole sets, not examples: intents handled and phrased, errors worded, imports downhill, modules of a readable size."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from models import errors
from models.errors import ShopError
from skills.handlers import HANDLERS, LASTING, READING
from skills.handlers.dialogue import CONFIRMED, WAITING
from skills.language import Language, locales
from skills.wording import Wording

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "skills", "audio", "models")
DOWNHILL = {
    "app": set(ROOMS),
    "skills": {"skills", "models"},
    "audio": {"audio"},
    "models": {"models"},
}
MODULES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
GENERATED = {"0001_first_light.py", "0002_alexa_accounts.py"}
STAFF_ONLY = {
    "ApiKeyExists",
    "ApiKeyNameInvalid",
    "BranchNeeded",
    "CatalogueInvalid",
    "ContactInvalid",
    "CustomerWaits",
    "DeviceExists",
    "DeviceNameInvalid",
    "EventsAhead",
    "EventsGone",
    "MessageReused",
    "NewsTooOld",
    "QuietHoursInvalid",
    "RequestIdReused",
    "ScopeOfShop",
    "SealMissing",
    "SecretUnreadable",
    "SourceExists",
    "SourceNameInvalid",
    "TooManyCodes",
    "UnknownApiKey",
    "UnknownCustomer",
    "UnknownDevice",
    "UnknownNews",
    "UnknownSource",
    "UnknownWebhook",
    "WebhookSecretInvalid",
    "WebhookUrlRefused",
    "WebhooksTooMany",
}
"""Errors that no customer can meet: they are for the shell, or are answered by HTTP"""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_downhill(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert set(imported(parsed(path))) & {*ROOMS, "tests"} <= DOWNHILL[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_can_be_read_at_a_glance(path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree), "a module says what it is for"
    if path.name in GENERATED:
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


@pytest.mark.parametrize("locale", locales())
def test_every_intent_of_a_language_is_handled(locale: str) -> None:
    assert set(Language.load(locale).intents) == set(HANDLERS) - {"LaunchRequest"}


def test_what_waits_or_lasts_is_an_intent() -> None:
    assert set(WAITING) | LASTING | READING <= set(HANDLERS)
    assert not LASTING & READING


@pytest.mark.parametrize("locale", locales())
def test_every_question_with_answers_is_one_that_is_asked(locale: str) -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "skills/handlers").glob("*.py"))
    asked = set(re.findall(r'Focus\(\s*"(\w+)"', source)) | set(
        re.findall(r'question="(\w+)"', source)
    )
    answered = {q for intent in Language.load(locale).intents.values() for q in intent.answers}
    assert answered <= asked


def phrases() -> Iterator[tuple[str, str]]:
    """Each phrase key that a handler names, and where."""
    for path in (ROOT / "skills").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                yield from ((key, path.name) for key in keys(node.args[0]))


def keys(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)


@pytest.mark.parametrize("locale", locales())
def test_every_phrase_that_is_said_is_worded_and_every_wording_is_said(locale: str) -> None:
    wording = Wording.load(locale)
    said = {key for key, _ in phrases()}
    missing = said - set(wording.phrases)
    assert not missing
    speaking = [*(ROOT / "skills").rglob("*.py"), *(ROOT / "app").rglob("*.py")]
    source = "".join(p.read_text(encoding="utf-8") for p in speaking)
    forms = {"and", "or", "amount", "announce", "channel", "error", "message", "status", "screen"}
    unused = {
        k
        for k in wording.phrases
        if k.split(".")[0].split("_")[0] not in forms and f'"{k}"' not in source
    }
    assert not unused


def shop_errors(kind: type[ShopError] = ShopError) -> Iterator[type[ShopError]]:
    for child in kind.__subclasses__():
        yield from ([] if child.__subclasses__() else [child])
        yield from shop_errors(child)


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("error", list(shop_errors()), ids=lambda error: error.__name__)
def test_every_error_a_customer_can_meet_is_worded_with_its_own_data(
    error: type[ShopError], locale: str
) -> None:
    if error.__name__ in STAFF_ONLY:
        return
    wording = Wording.load(locale)
    facts = {f.name for f in fields(error)} if is_dataclass(error) else set[str]()
    for key in (f"error.{error.__name__}", f"error.{error.__name__}.none"):
        for variant in wording.phrases.get(key, () if key.endswith(".none") else None) or ():
            used = {name for _, name, _, _ in Formatter().parse(variant) if name}
            assert used <= facts
    assert wording.phrases[f"error.{error.__name__}"]


def test_every_kind_of_question_that_waits_for_a_yes_can_be_confirmed() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "skills/handlers").glob("*.py"))
    rooms = re.findall(r"\bconfirm\(turn, KIND", source)
    assert rooms
    assert source.count("pending.ask(") == 1, "only questions.confirm asks for a yes"
    assert len(set(CONFIRMED)) == len(re.findall(r'^KIND = "', source, re.MULTILINE))


def test_the_tree_of_errors_in_the_docstring_is_the_real_one() -> None:
    drawn = set(re.findall(r"[*+x-] (\w+)", errors.__doc__ or ""))
    real = {
        name
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, ShopError)
    }
    assert drawn >= real
