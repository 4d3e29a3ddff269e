"""Reads script files; every fault is named by file, line and key. Imports this room only."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from app.emulator.errors import ScriptInvalid
from app.emulator.script import Script
from app.emulator.source import Located, Repeated, compose

MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class ScriptFile:
    """A script, and the lines of its steps."""

    path: Path
    script: Script
    lines: tuple[int, ...]


def read(path: Path) -> ScriptFile:
    """Read a script; ScriptInvalid names every fault with file, line and key."""
    located = _located(path)
    try:
        script = Script.model_validate(located.data)
    except ValidationError as error:
        raise ScriptInvalid(path, list(_faults(error, located))) from None
    lines = tuple(located.line(("steps", place)) for place in range(len(script.steps)))
    return ScriptFile(path, script, lines)


def _located(path: Path) -> Located:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScriptInvalid(path, [(1, "", f"must not be over {MOST_BYTES} bytes")])
        return compose(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScriptInvalid(path, [(1, "", str(error.strerror))]) from None
    except UnicodeDecodeError:
        raise ScriptInvalid(path, [(1, "", "must be text in UTF-8")]) from None
    except Repeated as error:
        raise ScriptInvalid(path, [(error.line, error.key, "stands twice")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScriptInvalid(path, [(line, "", f"not YAML: {error.problem}")]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ScriptInvalid(path, [(1, "", f"not YAML: {' '.join(str(error).split())}")]) from None


def _faults(error: ValidationError, located: Located) -> Iterator[tuple[int, str, str]]:
    for one in error.errors(include_url=False):
        path = tuple(one["loc"])
        key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        why = one["msg"].removeprefix("Value error, ")
        quotes = "; yes and no stand in quotes" if isinstance(one["input"], bool) else ""
        yield located.line(path), key or "script", f"{why}{quotes}"
