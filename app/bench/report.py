"""An accuracy report as one HTML page: curve by noise, slots taken for others, the worst recordings to listen to.

The page needs nothing from elsewhere: pictures and sounds are inside. May import `app.bench`, `app.errors` and `audio`.
"""

import base64
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile
from jinja2 import Environment, PackageLoader, StrictUndefined, UndefinedError

from app.bench import plots
from app.errors import CommandFailed
from audio import pcm
from audio.errors import RecordingError

Json = dict[str, Any]
MOST = 20
"""Lines of each list"""


@dataclass(frozen=True)
class Confusion:
    """A slot's words, and what was heard instead."""

    slot: str
    said: str
    heard: str
    times: int


@dataclass(frozen=True)
class Missed:
    """A recording that was not accepted, in some of the conditions."""

    name: str
    missed: int
    times: int
    said: str
    heard: str
    sound: str
    """Data URL; empty where the file is not there any more"""


def page(report: Json) -> str:
    """The report of `bench accuracy --details` as HTML. `CommandFailed` if it is something else."""
    try:
        return _page(report)
    except (KeyError, TypeError, AttributeError, UndefinedError) as error:
        raise CommandFailed(
            f"this is no report of `bench accuracy --details --json`: {error!r} is wrong"
        ) from error


def _page(report: Json) -> str:
    conditions, found = _ordered(report), list(confusions(report))
    slots = Counter[str]()
    for one in found:
        slots[one.slot] += one.times
    environment = Environment(
        loader=PackageLoader("app.bench", "."), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["percent"] = "{:.1%}".format
    return environment.get_template("report.html.j2").render(
        report=report,
        conditions=conditions,
        curve=_url("image/svg+xml", plots.curve(conditions)),
        bars=_url("image/svg+xml", plots.bars(slots)) if slots else "",
        slots=slots,
        confusions=found[:MOST],
        worst=list(worst(report))[:MOST],
    )


def confusions(report: Json) -> Iterator[Confusion]:
    """What was heard in the place of each slot's words, the commonest first."""
    times = Counter[tuple[str, str, str]]()
    for one in _details(report):
        for slot in one["wanted"].keys() | one["slots"].keys():
            said, heard = one["wanted"].get(slot, ""), one["slots"].get(slot, "")
            if said != heard and (said or slot != "quantity"):
                times[slot, said, heard] += 1
    for (slot, said, heard), count in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        yield Confusion(slot, said, heard, count)


def worst(report: Json) -> Iterator[Missed]:
    """The recordings that were missed, most often missed first; conditions are taken from quiet to loud."""
    missed: dict[str, list[Json]] = {}
    for one in _details(report):
        if not one["accepted"]:
            missed.setdefault(one["file"], []).append(one)
    times = len(report["conditions"])
    for name, ones in sorted(missed.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST]:
        said = ", ".join(f"{slot}: {words}" for slot, words in ones[0]["wanted"].items())
        sound = _sound(Path(report["audio"]) / name)
        yield Missed(name, len(ones), times, said, ones[0]["words"], sound)


def _details(report: Json) -> Iterator[Json]:
    """What became of each recording in each condition, the quietest first."""
    for line in _ordered(report):
        yield from line["details"]


def _ordered(report: Json) -> list[Json]:
    """The conditions, from clean to loud."""
    return sorted(
        report["conditions"], key=lambda line: (line["snr_db"] is not None, -(line["snr_db"] or 0))
    )


def _sound(path: Path) -> str:
    try:
        samples = pcm.read(path)
    except RecordingError:
        return ""
    packed = io.BytesIO()
    soundfile.write(packed, samples, pcm.RATE, format="FLAC", subtype="PCM_16")
    return _url("audio/flac", packed.getvalue())


def _url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
