"""A schedule of faults: a seed in, the same list out; written and read as JSON."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

POINTS = ("after-poll", "after-scoring", "after-producing", "before-offsets", "after-offsets", "during-commit")
MOST_COMMIT_DELAY_US = 5000
KILLS = ("kill", "kill-at", "broker-kill", "postgres-kill")
PAUSE_SECONDS = 15.0
REMAKE = "remake"
NEXT_GENERATION = 1_000_000  # added to the seed of the events
REGISTRY_MODES = ("html", "empty", "deep", "redirect", "broken", "silent", "endless")
SHORT_LOAD_SECONDS = 62.0


@dataclass
class Fault:
    """What happens, at which second of the load. The meaning of each kind is in faults.py."""

    at: float
    kind: str
    args: dict[str, float | int | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.at:7.1f} s  {self.kind} {' '.join(f'{key}={value}' for key, value in self.args.items())}".rstrip()


@dataclass
class Schedule:
    seed: int
    seconds: float
    scorers: int
    faults: list[Fault]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @staticmethod
    def load(path: Path) -> Schedule:
        read = json.loads(path.read_text())
        return Schedule(read["seed"], read["seconds"], read["scorers"], [Fault(**fault) for fault in read["faults"]])

    def with_faults(self, faults: list[Fault]) -> Schedule:
        return Schedule(self.seed, self.seconds, self.scorers, faults)

    def generations(self) -> list[Schedule]:
        """The parts between the faults 'remake', each with its own beginning: the topics are made anew where a part ends."""
        bounds = [0.0, *(fault.at for fault in self.faults if fault.kind == REMAKE), self.seconds]
        parts = []
        for begin, end in zip(bounds, bounds[1:]):
            faults = [replace(fault, at=round(fault.at - begin, 2)) for fault in self.faults if begin <= fault.at < end and fault.kind != REMAKE]
            parts.append(Schedule(self.seed + len(parts) * NEXT_GENERATION, end - begin, self.scorers, faults))
        return parts

    @property
    def kills(self) -> int:
        return sum(fault.kind in KILLS for fault in self.faults)


def short(seed: int, remade: bool = False) -> Schedule:
    """Most kinds once, in about a minute: single-scorer faults first, then three scorers. remade: the input topics are made anew in the middle."""
    dice = random.Random(seed)
    points = dice.sample(POINTS, 5)
    faults = [
        Fault(2, "poison", {"count": 15}),
        Fault(4, "kill-at", _point(dice, points[0])),
        Fault(10, "kill-at", _point(dice, points[1])),
        Fault(17, "scale", {"to": 3}),
        Fault(21, "promotion"),
        Fault(23, "postgres-kill", {"down": 3.0}),
        Fault(25, "registry-down", {"seconds": 4.0}),
        Fault(26, "forged"),
        Fault(28, "odd", {"count": 30}),
        Fault(27, "kill", {"scorer": dice.randint(1, 3)}),
        Fault(30, "halt-at", {"point": "before-offsets", "after": 1, "delay_us": 0, "scorer": dice.randint(1, 3), "seconds": PAUSE_SECONDS}),
        Fault(34, "kill-at", _point(dice, points[2])),
        Fault(38, "broker-kill", {"down": 0.2}),
        Fault(43, "registry-lag", {"seconds": 1.5, "scorer": 2}),
        Fault(44, "storm", {"times": 3}),
        Fault(46, "refused-promotion", {"how": "damaged"}),
        Fault(48, "kill-at", _point(dice, points[3])),
        Fault(50, "poison", {"count": 15}),
        Fault(52, "scale", {"to": 1}),
        Fault(56, "kill-at", _point(dice, points[4])),
        *([Fault(36, REMAKE)] if remade else []),
    ]
    for fault in faults:
        fault.at = round(fault.at + dice.uniform(0, 1), 2)
    return Schedule(seed, SHORT_LOAD_SECONDS, 1, sorted(faults, key=lambda fault: fault.at))


def random_schedule(seed: int, kills: int, minutes: float | None) -> Schedule:
    """As many kills as asked for, evenly spread with jitter; between them everything else that goes wrong."""
    dice = random.Random(seed)
    seconds = minutes * 60 if minutes else max(60.0, kills * 6.0)
    spacing = (seconds - 20) / max(1, kills)
    faults = [Fault(5 + spacing * (number + dice.uniform(0, 0.8)), *_kill(dice, number)) for number in range(kills)]
    scale_at = 10.0
    while scale_at < seconds - 20:
        faults.append(Fault(scale_at, "scale", {"to": dice.choice([1, 2, 3, 3])}))
        scale_at += dice.uniform(30, 60)
    others_at = 15.0
    while others_at < seconds - 25:
        faults.append(Fault(others_at, *_other(dice)))
        others_at += dice.uniform(8, 20)
    faults += [Fault(20.0 + spacing * share * kills, "forged") for share in (0.1, 0.6)]
    faults += [Fault(seconds * share, "odd", {"count": 40}) for share in (0.12, 0.4, 0.62, 0.85)]
    faults.append(Fault(seconds / 2, REMAKE))
    for fault in faults:
        fault.at = round(fault.at, 2)
    return Schedule(seed, seconds, 1, sorted(faults, key=lambda fault: fault.at))


def restarts(seed: int, count: int) -> Schedule:
    """Kill -9 of the only scorer, again when it has recovered from the last."""
    return Schedule(seed, 1.0, 1, [Fault(2.0, "restarts", {"count": count})])


def _point(dice: random.Random, point: str) -> dict[str, float | int | str]:
    delay = dice.randint(0, MOST_COMMIT_DELAY_US) if point == "during-commit" else 0
    return {"point": point, "after": dice.randint(1, 5), "delay_us": delay, "scorer": dice.randint(1, 3)}


def _kill(dice: random.Random, number: int) -> tuple[str, dict[str, float | int | str]]:
    """Every second one at a named point, all points in turn."""
    if number % 2 == 0:
        return "kill-at", _point(dice, POINTS[number // 2 % len(POINTS)])
    rare = dice.random()
    if rare < 0.10:
        return "broker-kill", {"down": round(dice.uniform(0, 3), 1)}
    if rare < 0.18:
        return "postgres-kill", {"down": round(dice.uniform(0.2, 6), 1)}
    return "kill", {"scorer": dice.randint(1, 3)}


def _other(dice: random.Random) -> tuple[str, dict[str, float | int | str]]:
    kind = dice.choice(["halt", "rolling", "storm", "registry-down", "registry-lag", "registry-odd", "poison", "odd", "promotion", "promotion", "refused-promotion"])
    args: dict[str, dict[str, float | int | str]] = {
        "halt": {"scorer": dice.randint(1, 3), "seconds": PAUSE_SECONDS},
        "storm": {"times": dice.randint(3, 6)},
        "registry-down": {"seconds": round(dice.uniform(2, 8), 1)},
        "poison": {"count": dice.randint(5, 60)},
        "odd": {"count": dice.randint(5, 40)},
        "registry-lag": {"seconds": round(dice.uniform(1, 2), 1), "scorer": dice.randint(1, 3)},
        "registry-odd": {"mode": dice.choice(REGISTRY_MODES), "seconds": round(dice.uniform(2, 8), 1), "scorer": dice.randint(1, 3)},
        "refused-promotion": {"how": dice.choice(["damaged", "missing", "foreign"])},
    }
    return kind, args.get(kind, {})
