"""Who kills, as the plan says, and fills the disk once. Imports plan, evidence and world."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.bench.chaos import plan as plans
from app.bench.chaos.evidence import Evidence
from app.bench.chaos.plan import Plan
from app.bench.chaos.world import World

FULL_S = 2.0
"""How long the disk is full"""
LOOK_S = 0.02


@dataclass
class Killer:
    """Does it all, one after the other."""

    plan: Plan
    world: World
    evidence: Evidence

    def work(self) -> None:
        """Until everything that was planned has been done, or the run has ended."""
        deeds: list[tuple[float, str, Callable[[], None]]] = [
            (after, f"killed_{victim}", partial(self.world.kill, victim))
            for after, victim in plans.kills(self.plan)
        ]
        full = plans.disk_full_at(self.plan)
        deeds.append((full, "disk_full", partial(self.world.fill_disk, FULL_S)))
        for after, name, deed in sorted(deeds, key=lambda one: one[0]):
            while self.evidence.placed() < after:
                if self.evidence.ended.wait(LOOK_S):
                    return
            with self.evidence.disturbed():
                deed()
            self.evidence.count(name)
