"""The five seeded bugs: for each a schedule that is aimed at it, and the problem by which it must be caught."""

from __future__ import annotations

from dataclasses import dataclass

from schedule import PAUSE_SECONDS, Fault, Schedule


@dataclass(frozen=True)
class Aim:
    """seconds of load; caught_by: the checker's kinds of problem of which one must be found."""

    seconds: float
    scorers: int
    faults: tuple[Fault, ...]
    caught_by: tuple[str, ...]

    def schedule(self, seed: int) -> Schedule:
        return Schedule(seed, self.seconds, self.scorers, list(self.faults))


def _kill_at(at: float, point: str, after: int) -> Fault:
    return Fault(at, "kill-at", {"point": point, "after": after, "delay_us": 0, "scorer": 1})


AIMS: dict[str, Aim] = {
    "offsets-first": Aim(4, 1, (_kill_at(2, "after-producing", 1),), ("lost",)),
    "stale-group": Aim(5, 1, (Fault(1, "storm", {"times": 1}),), ("lost",)),
    "double-feed": Aim(34, 1, (Fault(1, "halt-at", {"point": "after-producing", "after": 1, "delay_us": 0, "scorer": 1, "seconds": PAUSE_SECONDS}),), ("vector differs",)),
    "dead-letters-outside": Aim(5, 1, (Fault(1, "sprinkle", {"count": 1000}), _kill_at(2, "before-offsets", 1)), ("dead letter twice",)),
    "stale-model": Aim(5, 1, (Fault(1, "promotion", {"linger": 7.0}),), ("stale model",)),
}

# All bugs in two lanes of about equal length: stale-group and offsets-first lose records, which are waited for until the drain is over.
LANES: tuple[tuple[str, ...], ...] = (("stale-group", "offsets-first"), ("double-feed", "stale-model", "dead-letters-outside"))
