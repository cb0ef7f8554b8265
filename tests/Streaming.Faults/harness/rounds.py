"""One round on running servers: load and faults, then drain, then the batch scores and the checker's verdict."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition

from faults import Faults, Happened
from forger import Forger
from observe import ORDERS, Ledger, Observer, Recovery
from parts import HarnessError, Part
from schedule import Schedule
from world import GROUP, HARNESS, SCHEMAS, World

PULSE_SECONDS = 0.02
START_PATIENCE_SECONDS = 90.0
FAULT_PATIENCE_SECONDS = 60.0  # since its latest step
LOST_AFTER_SECONDS = 13.0  # longer than a dead transaction can hide what it wrote


@dataclass
class Options:
    rate: float
    no_parking: bool
    drain_seconds: float = 120.0
    grace_seconds: float = 10.0
    takes_over: bool = False  # the scorers of the round before, which go on while their topics are made anew
    hands_over: bool = False  # the scorers to the next round


@dataclass
class Result:
    """What one round has shown."""

    schedule: Schedule
    drained: bool = False
    checker_exit: int = 2
    counts: dict[str, Any] = field(default_factory=dict)
    checker_said: str = ""
    happened: list[Happened] = field(default_factory=list)
    recovery: Recovery | None = None
    red_recovery: Recovery | None = None
    acknowledged: int = 0
    rolling_stops: list[float] = field(default_factory=list)
    final_stops: list[float] = field(default_factory=list)
    unasked_ends: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return self.drained and self.checker_exit == 0 and not self.unasked_ends

    @property
    def problems(self) -> dict[str, int]:
        """What the checker found, by kind."""
        return self.counts.get("problems", {})


class Round:
    def __init__(self, world: World, schedule: Schedule, folder: Path, bug: str | None, options: Options, say: Callable[[str], None]) -> None:
        self.world, self.schedule, self.folder, self.options, self.say = world, schedule, folder, options, say
        folder.mkdir(parents=True)
        schedule.save(folder / "schedule.json")
        if not options.takes_over:
            world.make_scorers(folder, bug)
        world.promotions = world.promotions[world.promotions.index(world.serving):]
        self.control, self.promotions = folder / "control", folder / "promotions.jsonl"
        self.control.touch()
        self.ledger = Ledger(folder / "ledger.jsonl")
        self.result = Result(schedule)
        self.producer = Part("producer", [
            sys.executable, str(HARNESS / "producer.py"), "--bootstrap", world.bootstrap, "--registry", world.registry_url, "--schemas", str(SCHEMAS),
            "--seed", str(schedule.seed), "--rate", str(options.rate), "--control", str(self.control), "--ledger", str(folder / "ledger.jsonl")], folder)
        self.forger = Forger(world.bootstrap, world.registry_url, SCHEMAS, schedule.seed)
        self.faults = Faults(world, self._control, self._recovered_after, self.forger)

    def run(self) -> Result:
        self.observer = Observer(self.world.bootstrap, SCHEMAS, self.world.starts)
        self.observer.start()
        try:
            for name in ("start", "load", "drain", "stop", "check"):
                since = time.monotonic()
                getattr(self, "_" + name)()
                self.result.seconds[name] = time.monotonic() - since
        finally:
            self._end()
        return self.result

    def _start(self) -> None:
        if not self.options.takes_over:
            for scorer in self.world.scorers[: self.schedule.scorers]:
                scorer.start()
        self.producer.start()
        self.producer.wanted = False
        until = time.monotonic() + START_PATIENCE_SECONDS
        while not (self.observer.seen and self.ledger.update()):
            self._pulse()
            if time.monotonic() > until:
                raise HarnessError(f"Nothing was produced or nothing scored within {START_PATIENCE_SECONDS:.0f} s; see the logs in {self.folder}")

    def _load(self) -> None:
        pending = sorted(self.schedule.faults, key=lambda fault: fault.at)
        begun = time.monotonic()
        while pending or self.faults.busy or time.monotonic() - begun < self.schedule.seconds:
            if not pending and min(time.monotonic() - begun - self.schedule.seconds, time.time() - self.faults.latest) > FAULT_PATIENCE_SECONDS:
                left = ", ".join(steps.__name__.strip("_") for _, steps in self.faults.waiting)
                self.result.notes.append(f"never came to its end and was left: {left}")
                break
            while pending and pending[0].at <= time.monotonic() - begun:
                self.say(str(pending[0]))
                self.faults.begin(pending.pop(0))
            self._pulse()
            if not self.producer.running:
                raise HarnessError(f"The producer ended with exit code {self.producer.process.returncode}; see {self.producer.log}")

    def _drain(self) -> None:
        self._control("stop")
        until = time.monotonic() + self.options.drain_seconds
        while self.producer.running and time.monotonic() < until:
            self._pulse()
        if self.producer.running:
            raise HarnessError(f"The producer did not stop within {self.options.drain_seconds:.0f} s; see {self.producer.log}")
        settled_at = None
        position = Consumer({"bootstrap.servers": self.world.bootstrap, "group.id": GROUP, "enable.auto.commit": False, "log_level": 0})
        while time.monotonic() < until and not self.result.drained:
            if settled_at is None and _all_committed(position):
                settled_at = time.monotonic()
            if settled_at is not None:
                self.result.drained = self._ask_checker("--drain-only").returncode == 0
                if time.monotonic() - settled_at > LOST_AFTER_SECONDS:
                    break
            for _ in range(10):
                self._pulse()
        position.close()
        if not self.result.drained:
            self.result.notes += [f"{scorer.name} when the time was up: {self.world.readiness(scorer)}" for scorer in self.world.wanted_scorers]

    def _stop(self) -> None:
        if self.options.hands_over:
            return
        for scorer in self.world.scorers:
            if scorer.running and scorer.wanted:
                self.result.final_stops.append(scorer.stop())
            scorer.stop()

    def _check(self) -> None:
        served = {promotion.sha256 for promotion in self.world.promotions}
        models = [model for model in self.world.material.models if model.sha256 in served]
        commands = [self.world.begin(
            "score", "--topics", self.world.bootstrap, "--coordinates", "--model", str(model.path),
            "--out", str(self._scores(model.sha256)), "--vectors", str(self._vectors(model.sha256))) for model in models]
        for command in commands:
            self.world.end(command)
        given = [f"{model.sha256}={self._scores(model.sha256)},{self._vectors(model.sha256)}" for model in models]
        checked = self._ask_checker("--scores", *given)
        self.result.checker_exit, self.result.checker_said = checked.returncode, checked.stdout
        out = self.folder / "checked.json"
        if out.exists():
            self.result.counts = json.loads(out.read_text())

    def _end(self) -> None:
        self.producer.stop(5)
        if unsent := self.forger.finish():
            self.result.notes.append(f"{unsent} forged records could not be sent")
        if self.forger.sent:
            self.result.notes.append(f"forged records that the broker took: {self.forger.taken} of {self.forger.sent}")
        if not (self.options.hands_over and self.result.clean):
            for scorer in self.world.scorers:
                scorer.stop()
        self.observer.stop()
        arrivals, result = self.observer.decode(), self.result
        acknowledged = self.ledger.update()
        result.acknowledged = len(acknowledged)
        result.recovery = Recovery(arrivals.scores, acknowledged, together=False)
        result.red_recovery = Recovery(arrivals.reds, acknowledged, together=True)
        result.happened, result.rolling_stops = self.faults.happened, self.faults.stops
        result.notes += self.faults.notes
        result.unasked_ends = [end for scorer in self.world.scorers for end in scorer.unasked_ends]

    def _pulse(self) -> None:
        self.faults.step()
        time.sleep(PULSE_SECONDS)

    def _control(self, line: str) -> None:
        with self.control.open("a") as file:
            file.write(line + "\n")

    def _recovered_after(self, moment: int) -> bool:
        """Whether scores on every partition and a red alert of orders produced after the moment were seen."""
        arrivals, acknowledged = self.observer.decode(), self.ledger.update()
        lately = [arrival for arrival in arrivals.scores if arrival[2] > moment]
        reds = [arrival for arrival in arrivals.reds if arrival[2] > moment]
        partitions = {partition for partition, offset, _ in lately if acknowledged.get((partition, offset), 0) > moment}
        return len(partitions) == len({partition for partition, _ in acknowledged}) and any(
            acknowledged.get((partition, offset), 0) > moment for partition, offset, _ in reds)

    def _ask_checker(self, *more: str) -> subprocess.CompletedProcess[str]:
        self.promotions.write_text("".join(json.dumps(asdict(promotion)) + "\n" for promotion in self.world.promotions))
        line = [sys.executable, str(HARNESS / "checker.py"), "--bootstrap", self.world.bootstrap, "--schemas", str(SCHEMAS),
                "--ledger", str(self.folder / "ledger.jsonl"), "--promotions", str(self.promotions), "--json", str(self.folder / "checked.json"),
                "--grace", str(self.options.grace_seconds),
                *(["--starts", str(self.world.starts)] if self.world.starts else []), *(["--no-parking"] if self.options.no_parking else []), *more]
        asked = subprocess.run(line, capture_output=True, text=True, cwd=self.folder)
        if asked.returncode not in (0, 1, 3):
            raise HarnessError(f"The checker cannot check (exit code {asked.returncode}): {(asked.stdout + asked.stderr)[-3000:]}")
        return asked

    def _scores(self, sha256: str) -> Path:
        return self.folder / f"{sha256[:12]}.scores.csv"

    def _vectors(self, sha256: str) -> Path:
        return self.folder / f"{sha256[:12]}.vectors.csv"


def _all_committed(position: Consumer) -> bool:
    """Whether the scoring group has committed every record of the deliveries."""
    try:
        partitions = [TopicPartition(ORDERS, number) for number in position.list_topics(ORDERS, timeout=5).topics[ORDERS].partitions]
        ends = {partition.partition: position.get_watermark_offsets(partition, timeout=5)[1] for partition in partitions}
        return all(found.offset == ends[found.partition] or ends[found.partition] == 0 for found in position.committed(partitions, timeout=5))
    except KafkaException:
        return False
