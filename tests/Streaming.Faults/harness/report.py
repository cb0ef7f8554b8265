"""The report of a round: what was done to the system, what the checker counted, and how long recovery took."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from typing import Any

from observe import Recovery
from rounds import Result


def kinds(result: Result) -> dict[str, int]:
    return dict(sorted(Counter(fault.kind for fault in result.happened).items()))


def recoveries(result: Result) -> dict[str, list[float]]:
    """Seconds by kind; moments after which some partition got no order any more are left out."""
    return _measured(result, result.recovery, only_scorer=False)


def red_recoveries(result: Result) -> dict[str, list[float]]:
    """Kills of the only scorer: seconds to the first red alert of an order produced later."""
    return _measured(result, result.red_recovery, only_scorer=True)


def as_json(result: Result, command: str) -> dict[str, Any]:
    return {
        "clean": result.clean, "drained": result.drained, "seed": result.schedule.seed, "rerun": command, "faults": kinds(result),
        "orders_acknowledged": result.acknowledged, "counts": result.counts, "recovery_seconds": recoveries(result),
        "red_alert_seconds": red_recoveries(result), "rolling_stop_seconds": result.rolling_stops, "final_stop_seconds": result.final_stops,
        "unasked_ends": result.unasked_ends, "notes": result.notes, "phases_seconds": result.seconds,
    }


def all_as_json(results: list[Result], command: str) -> dict[str, Any]:
    """What holds of all generations, and each of them."""
    together: Counter[str] = Counter()
    for result in results:
        together.update(kinds(result))
    return {
        "clean": all(result.clean for result in results), "rerun": command, "faults": dict(sorted(together.items())),
        "orders_acknowledged": sum(result.acknowledged for result in results), "generations": [as_json(result, command) for result in results],
    }


def text(result: Result, command: str) -> str:
    lines = ["", "faults: " + ", ".join(f"{count} {kind}" for kind, count in kinds(result).items())]
    lines += [result.checker_said.rstrip(), ""]
    lines.append("recovery: from the fault until on every partition an order produced after it was seen scored; the fault's own duration is included")
    lines += _table(recoveries(result))
    if reds := red_recoveries(result):
        lines.append("the same for a kill of the only scorer until the first red alert")
        lines += _table(reds)
    stops = result.rolling_stops + result.final_stops
    if stops:
        lines.append(f"graceful stops: {len(stops)}, longest {max(stops):.1f} s")
    lines += [f"! ENDED ON ITS OWN: {end}" for end in result.unasked_ends] + result.notes
    lines.append("phases: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in result.seconds.items()))
    if not result.drained:
        lines.append("NOT DRAINED: not everything that is expected came out in time")
    lines.append(f"{'CLEAN' if result.clean else 'PROBLEMS'}; seed {result.schedule.seed}; again by: {command}")
    return "\n".join(lines)


def _measured(result: Result, recovery: Recovery | None, only_scorer: bool) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for fault in result.happened:
        if only_scorer and not (fault.only_scorer and fault.kind.startswith("kill")):
            continue
        seconds = recovery.seconds_after(fault.at) if recovery else None
        if seconds is not None:
            found[fault.kind].append(round(seconds, 2))
    return dict(sorted(found.items()))


def _table(measured: dict[str, list[float]]) -> list[str]:
    return [f"  {kind:32} n {len(seconds):3}   median {statistics.median(seconds):5.1f} s   worst {max(seconds):5.1f} s" for kind, seconds in measured.items()]
