"""`bench report`: what `bench accuracy` printed, as a page with plots. May import `app.bench`."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.errors import CommandFailed
from app.settings import Settings


def configure(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Any:
    """Add the bench, and give its parser."""
    shown = names.add_parser("report", help="a report with plots, of what accuracy printed before")
    shown.add_argument("results", type=Path, help="what --json --details printed")
    shown.add_argument("--html", type=Path, metavar="FILE", required=True)
    return shown


def write(result: dict[str, Any], path: Path) -> None:
    """Write the page. `CommandFailed` without matplotlib."""
    try:
        from app.bench import report
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise CommandFailed("--html needs matplotlib: make .venv/development") from error
    path.write_text(report.page(result), encoding="utf-8")


def _report(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    try:
        result = json.loads(args.results.read_bytes())
    except ValueError as error:
        raise CommandFailed(f"{args.results}: this is no JSON ({error})") from error
    write(result, args.html)
    return result, f"wrote {args.html}"


BENCHES = {"report": _report}
