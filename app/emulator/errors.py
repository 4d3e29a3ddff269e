"""Errors of the offline Alexa. Imports the program's errors only.

* CommandFailed
  +-- ModelUnusable     the package's interaction model cannot be read
  +-- ScriptInvalid     a script says something that cannot be played
  +-- SkillUnreachable  nothing answers at the skill's URL
"""

from pathlib import Path

from app.errors import CommandFailed


class ModelUnusable(CommandFailed):
    """The package's interaction model cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; `python -m app skill build` writes the package")


class ScriptInvalid(CommandFailed):
    """A script says something that cannot be played; one line for each fault."""

    def __init__(self, path: Path, faults: list[tuple[int, str, str]]) -> None:
        lines = (f"{path}:{line}: {key}: {why}" for line, key, why in faults)
        super().__init__("\n".join(lines))


class SkillUnreachable(CommandFailed):
    """Nothing answers at the skill's URL."""

    def __init__(self, url: str) -> None:
        super().__init__(f"no skill answers at {url}; without --url a server is started")
