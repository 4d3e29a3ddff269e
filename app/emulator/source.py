"""YAML with the line of every value. Imports nothing of ours."""

from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]


class Repeated(Exception):
    """A key stands twice in a mapping."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


@dataclass
class Located:
    """A document, and where its parts stand."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Give the line of a part, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def compose(text: str) -> Located:
    """Read one YAML document; `yaml.YAMLError` if it is none, `Repeated` for a key given twice."""
    located = Located(yaml.safe_load(text))
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is not None:
        _note(root, (), located, set())
    return located


def _note(node: yaml.Node, path: Path, located: Located, noted: set[int]) -> None:
    located.lines[path] = node.start_mark.line + 1
    if id(node) in noted:  # by another name, perhaps from within itself
        return
    noted.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            if name in seen:
                raise Repeated(name, key.start_mark.line + 1)
            seen.add(name)
            _note(value, (*path, name), located, noted)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _note(value, (*path, place), located, noted)
