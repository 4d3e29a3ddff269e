"""Where in a JSON text each value stands. Imports nothing of ours."""

import json
import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys and indexes from the top: `("products", 3, "price")`"""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass
class SourceLines:
    """Lines of the values of a text, and the keys that stand twice in one object."""

    lines: dict[Path, int] = field(default_factory=dict)
    """From 1"""
    repeated: list[tuple[Path, int]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Return the line of a value, or of the nearest one around it if it is missing."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def put(self, path: Path, line: int) -> None:
        """Note a value."""
        if path in self.lines:
            self.repeated.append((path, line))
        self.lines[path] = line


def source_lines(text: str) -> SourceLines:
    """Walk over the marks of a text known to be valid JSON."""
    found = SourceLines()
    path: list[str | int] = []
    key_next = False
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen, mark = match.start(), match.group()
        if mark in "}]":
            path.pop()
            key_next = False
        elif mark == ",":
            last = path[-1]
            key_next = isinstance(last, str)
            path[-1] = last if isinstance(last, str) else last + 1
        elif mark == ":":
            key_next = False
        elif key_next:
            path[-1] = json.loads(mark)
        else:
            found.put(tuple(path), line)
            if mark in "{[":
                path.append("" if mark == "{" else 0)
                key_next = mark == "{"
    return found


def written(path: Path) -> str:
    """Return the path as people write it: `products[3].price`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
