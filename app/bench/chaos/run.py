"""A run of chaos from end to end, and its report. May import everything."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from app.bench.chaos import channels, ledger, shop
from app.bench.chaos import plan as plans
from app.bench.chaos.crowd import Crowd
from app.bench.chaos.database import commit_settings
from app.bench.chaos.evidence import Evidence
from app.bench.chaos.plan import LEASE_S, RATE, WAITS_S, Plan
from app.bench.chaos.world import NOTIFIERS, THREADS, WORKERS

VERDICT = ("lost", "doubled", "untold", "told_without_consent", "stock_off")
"""What has to be 0"""
Json = dict[str, Any]


def measure(plan: Plan, log: Path | None = None) -> Json:
    """Run it; `log` gets what the programs said. What went wrong is in `findings`."""
    evidence, people, begun = Evidence(), plans.people(plan), monotonic()
    with TemporaryDirectory(prefix="countertalk-chaos-") as place:
        folder = Path(place)
        with (
            channels.opened(evidence, plan.seed) as ends,
            shop.opened(plan, people, ends, folder) as opened,
        ):
            settings = commit_settings(opened.store)
            seconds = Crowd(plan, opened, evidence, people).act()
            opened.world.revive()
            books = ledger.read(opened.store)
            kind = opened.world.disk.kind
        if log:
            log.write_bytes((folder / "log").read_bytes())
    verdict = ledger.judge(evidence, people, books, opened.stocked)
    return _report(plan, evidence.counts, verdict) | {
        "database": settings,
        "disk": kind,
        "programs": {"workers": WORKERS, "threads": THREADS, "notifiers": NOTIFIERS},
        "faster": {"lease_s": LEASE_S, "waits_s": list(WAITS_S), "rate": RATE},
        "people": len(people),
        "seconds": round(seconds, 1),
        "whole_seconds": round(monotonic() - begun, 1),
    }


def _report(plan: Plan, counts: Counter[str], verdict: Json) -> Json:
    def beginning(prefix: str) -> dict[str, int]:
        ours = {name: n for name, n in sorted(counts.items()) if name.startswith(prefix)}
        return {name.removeprefix(prefix): n for name, n in ours.items()}

    kills, retries = beginning("killed_"), beginning("retries_")
    rest = {
        name: n
        for name, n in sorted(counts.items())
        if not name.startswith(("killed_", "retries_"))
    }
    findings = [f"{name}: {verdict[name]}" for name in VERDICT if verdict[name]]
    findings += ["nothing went on any more"] * bool(counts["stalled"])
    findings += [f"{plan.orders - verdict['ledger']['accepted']} orders could not be placed"] * (
        verdict["ledger"]["accepted"] != plan.orders
    )
    what = {"orders": plan.orders, "seed": plan.seed, "engine": plan.engine}
    return {
        **what,
        "sabotage": plan.sabotage or None,
        **verdict,
        "kills": sum(kills.values()),
        "killed": kills,
        "retries": sum(retries.values()),
        "retried": retries,
        "seen": rest,
        "findings": findings,
    }


def table(result: Json) -> str:
    """The result for people."""
    what = f"{result['orders']} orders, seed {result['seed']}, {result['engine']}"
    database = ", ".join(f"{name} {value}" for name, value in result["database"].items())
    lines = [f"{what}, {result['seconds']} s; {database}", f"the disk: {result['disk']}"]
    lines += [
        f"{name:22} {result[name]:>7}" for name in (*VERDICT, "duplicates", "kills", "retries")
    ]
    for name in ("killed", "retried", "seen", "ledger"):
        lines.append(f"{name}: " + ", ".join(f"{key} {n}" for key, n in result[name].items()))
    return "\n".join([*lines, *result["findings"]])
