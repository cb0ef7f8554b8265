"""A failing schedule made as small as it goes: delta debugging over its faults (Zeller and Hildebrandt, 2002), within a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable

from schedule import Fault, Schedule


def shrink(schedule: Schedule, fails: Callable[[Schedule], bool], limit_seconds: float, say: Callable[[str], None]) -> Schedule:
    """The smallest schedule found that still fails. Real time decides what a run shows, so a part that once did not fail is not minimal for sure."""
    until = time.monotonic() + limit_seconds
    faults, parts = list(schedule.faults), 2
    while len(faults) > 1 and time.monotonic() < until:
        for candidate in _candidates(faults, parts):
            if time.monotonic() >= until:
                break
            say(f"shrinking: {len(candidate)} of {len(faults)} faults")
            if fails(schedule.with_faults(candidate)):
                faults, parts = candidate, max(2, parts - 1)
                break
        else:
            if parts >= len(faults):
                break
            parts = min(len(faults), parts * 2)
    return schedule.with_faults(faults)


def _candidates(faults: list[Fault], parts: int) -> list[list[Fault]]:
    """Each part alone, then all but each part."""
    size = -(-len(faults) // parts)
    pieces = [faults[start:start + size] for start in range(0, len(faults), size)]
    if len(pieces) <= 2:
        return pieces
    return pieces + [[fault for other in pieces if other is not piece for fault in other] for piece in pieces]
