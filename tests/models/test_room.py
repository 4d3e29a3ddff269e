"""The shop imports nothing of ours but itself."""

import ast
from pathlib import Path

import models

ROOM = Path(models.__file__).parent
OURS = {"app", "audio", "skills", "tests"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    return {name.partition(".")[0] for name in names}


def test_imports_go_downhill() -> None:
    modules = sorted(ROOM.rglob("*.py"))
    assert modules
    assert {path.name: imported(path) & OURS for path in modules if imported(path) & OURS} == {}
