"""What each kind of fault does. A fault is a generator: it acts, yields what it waits for, and acts again; nothing here blocks the run."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import doom
from forger import Forger
from material import Model
from observe import ORDERS
from part_servers import FENCED_AFTER_SECONDS
from parts import Part
from schedule import Fault
from world import GROUP, HARNESS, MOST_SCORERS, Promotion, World

LAG_OVER_SECONDS = 10.0  # a scorer that was killed has come back and asked

Steps = Generator[Callable[[], bool], None, None]


@dataclass
class Happened:
    """A fault as it really came about; at in wall milliseconds, because records carry those."""

    kind: str
    at: int
    only_scorer: bool


@dataclass
class Faults:
    """Carries out faults on a world; step() is called often."""

    world: World
    control: Callable[[str], None]
    recovered_after: Callable[[int], bool]
    forger: Forger
    happened: list[Happened] = field(default_factory=list)
    expected_deaths: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[Callable[[], bool], Steps]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    is_promoting: bool = False

    def begin(self, fault: Fault) -> None:
        steps = getattr(self, "_" + fault.kind.replace("-", "_"))(**fault.args)
        self._advance(steps)

    def step(self) -> None:
        now = time.time()
        for part in self.world.parts:
            if part.tick(now):
                kind = self.expected_deaths.pop(part.name, None)
                if kind is not None:
                    self._note(kind, at=now)
        ready = [entry for entry in self.waiting if entry[0]()]
        self.waiting = [entry for entry in self.waiting if entry not in ready]
        for _, steps in ready:
            self._advance(steps)

    @property
    def busy(self) -> bool:
        return bool(self.waiting)

    def _advance(self, steps: Steps) -> None:
        condition = next(steps, None)
        if condition is not None:
            self.waiting.append((condition, steps))

    def _note(self, kind: str, at: float | None = None) -> None:
        only = len(self.world.wanted_scorers) == 1
        self.happened.append(Happened(kind, int((at or time.time()) * 1000), only))

    @property
    def latest(self) -> float:
        """Wall time of the fault noted last, in seconds; 0 before the first."""
        return max((one.at for one in self.happened), default=0) / 1000

    def _scorer(self, number: int) -> Part:
        """The scorer of that number, or one that is wanted when fewer are."""
        wanted = self.world.wanted_scorers
        return wanted[(number - 1) % len(wanted)]

    @property
    def _other_model(self) -> Model:
        return next(model for model in self.world.material.models if model.sha256 != self.world.serving.sha256)

    def _kill(self, scorer: int) -> Steps:
        victim = self._scorer(scorer)
        yield lambda: victim.running or not victim.wanted  # a scale-down may take the victim away while it starts
        victim = victim if victim.running else self._scorer(scorer)
        if victim.running:
            self._note("kill")
            victim.kill()

    def _kill_at(self, point: str, after: int, delay_us: int, scorer: int) -> Steps:
        victim = self._scorer(scorer)
        yield lambda: victim.running or not victim.wanted
        victim = victim if victim.running else self._scorer(scorer)
        if not victim.running:
            return
        victim.asked = True
        self.expected_deaths[victim.name] = f"kill at {point}"
        victim.tell(f"kill-at {point} {after} {delay_us}")

    def _halt(self, scorer: int, seconds: float) -> Steps:
        victim = self._scorer(scorer)
        self._note("halt")
        victim.halt()
        yield passed(seconds)
        victim.resume()

    def _halt_at(self, point: str, after: int, delay_us: int, scorer: int, seconds: float) -> Steps:
        """Halted in the middle of a batch, for long enough to be fenced."""
        victim = self._scorer(scorer)
        yield lambda: victim.running or not victim.wanted
        victim = victim if victim.running else self._scorer(scorer)
        starts = victim.starts
        victim.tell(f"halt-at {point} {after} {delay_us}")
        yield lambda: victim.is_stopped or not victim.running or victim.starts > starts  # another fault may end it first
        if victim.is_stopped:
            self._note(f"halt at {point}")
            victim.halted = True
            yield passed(seconds)
            victim.resume()

    def _rolling(self) -> Steps:
        for scorer in list(self.world.wanted_scorers):
            starts, since = scorer.starts, time.time()
            self._note("rolling restart")
            scorer.terminate()
            yield lambda scorer=scorer, starts=starts: scorer.starts > starts or not scorer.wanted
            self.stops.append(scorer.ended_at - since)
            yield passed(3.0)

    def _scale(self, to: int) -> Steps:
        before = len(self.world.wanted_scorers)
        self._note(f"scale {before} to {to}")
        for number, scorer in enumerate(self.world.scorers[:MOST_SCORERS]):
            if number < to and not scorer.wanted:
                yield lambda scorer=scorer: not scorer.running
                scorer.start()
            elif number >= to and scorer.wanted:
                scorer.wanted = False
                scorer.terminate()

    def _storm(self, times: int) -> Steps:
        """A stranger joins the group and leaves it, again and again, without committing anything."""
        self._note("storm")
        line = [sys.executable, str(HARNESS / "stranger.py"), "--bootstrap", self.world.bootstrap, "--group", GROUP, "--topic", ORDERS, "--times", str(times)]
        stranger = Part("stranger", line, self.world.folder)
        stranger.start()
        yield lambda: not stranger.running
        if stranger.process.returncode != 0:
            self.notes.append(f"the stranger died (exit code {stranger.process.returncode}): {stranger.last_words()}")

    def _broker_kill(self, down: float) -> Steps:
        """Away for so long after it was fenced."""
        yield from self._down("broker kill", self.world.kafka.part, FENCED_AFTER_SECONDS + down)

    def _postgres_kill(self, down: float) -> Steps:
        yield from self._down("postgres kill", self.world.postgres.part, down)

    def _registry_down(self, seconds: float) -> Steps:
        yield from self._down("registry down", self.world.registry, seconds)

    def _down(self, kind: str, part: Part, seconds: float) -> Steps:
        yield lambda: part.running
        self._note(kind)
        part.wanted = False
        part.kill()
        yield passed(seconds)
        part.wanted = True

    def _registry_lag(self, seconds: float, scorer: int) -> Steps:
        """A scorer that starts asks a registry that does not know the ids yet, for less time than they are waited for."""
        yield lambda: self.world.registry.running
        self._note("registry lag")
        self.world.registry.tell(f"lag {int(seconds * 1000)}")
        yield from self._kill(scorer)
        yield passed(seconds + LAG_OVER_SECONDS)
        self.world.registry.tell("lag 0")

    def _registry_odd(self, mode: str, seconds: float, scorer: int) -> Steps:
        """Wrong answers while a scorer starts, that must ask."""
        yield lambda: self.world.registry.running
        self._note(f"registry {mode}")
        self.world.registry.tell(mode)
        yield from self._kill(scorer)
        yield passed(seconds)
        self.world.registry.tell("right")

    def _forged(self) -> Steps:
        self._note("forged records")
        self.forger.garbage()
        self.forger.promotions(self.world.material.models[0].sha256)
        yield from ()

    def _refused_promotion(self, how: str) -> Steps:
        """A decision that no scorer can follow, then all of them start anew: the last one that can be used serves."""
        while self.is_promoting:
            yield lambda: not self.is_promoting
        self._note(f"refused promotion, {how}")
        if how == "foreign":
            self.forger.promotion(self.world.promotions[-1].decision + 1, self._other_model.sha256)
        else:
            self.is_promoting = True
            if self.world.promotions[-1].refused:  # the trail takes no second decision for what it has decided last
                yield from self._decide(self._other_model)
            yield from self._doom(how)
            yield from self._decide(self.world.material.doomed, refused=True)
            self.is_promoting = False
        yield passed(2.0)
        yield from self._rolling()

    def _doom(self, how: str) -> Steps:
        while True:
            asked = self.world.postgres.execute(doom.statement(self.world.material.doomed.sha256, how))
            yield lambda: asked.poll() is not None  # noqa: B023: waited for before the next one is begun
            said = asked.stdout.read().strip()
            asked.stdout.close()
            if asked.returncode == 0:
                return
            self.notes.append(f"the database did not take the trigger yet: {said[:200]}")
            yield passed(1.0)

    def _odd(self, count: int) -> Steps:
        self._note("odd records")
        self.control(f"odd {count}")
        yield from ()

    def _poison(self, count: int) -> Steps:
        self._note("poison")
        self.control(f"poison {count}")
        yield from ()

    def _sprinkle(self, count: int) -> Steps:
        """Poison between good events, one by one: every batch has some."""
        self._note("sprinkled poison")
        self.control(f"sprinkle {count}")
        yield from ()

    def _promotion(self, linger: float = 0.0) -> Steps:
        """The model that does not serve, until the decision stands: a database that is away only delays it. The load goes on for linger seconds then."""
        while self.is_promoting:
            yield lambda: not self.is_promoting
        self.is_promoting = True
        self._note("promotion")
        yield from self._decide(self._other_model)
        self.is_promoting = False
        yield passed(linger)

    def _decide(self, model: Model, refused: bool = False) -> Steps:
        """One decision at a time: of one whose answer was lost only the number tells."""
        while True:
            said_before = self.world.commands_log.stat().st_size
            command = self.world.begin("models", "promote", str(model.path), "--why", "another one, under load", "--by", "faults")
            yield lambda: command.poll() is not None  # noqa: B023: waited for before the next one is begun
            said = command.stdout.read() + self.world.commands_log.read_bytes()[said_before:].decode(errors="replace")
            command.stdout.close()
            decided = re.search(r"by decision (\d+)", said)
            if command.returncode in (0, 2) and decided:
                # 2: decided before, at a try whose answer was lost.
                self.world.promotions.append(Promotion(int(decided.group(1)), model.sha256, int(time.time() * 1000), refused))
                return
            if command.returncode == 2 and refused:
                self.notes.append(f"the decision was refused at once: {said.strip()[-200:]}")
                return
            self.notes.append(f"a promotion was tried again (exit code {command.returncode})")
            yield passed(1.0)

    def _restarts(self, count: int) -> Steps:
        for _ in range(count):
            at = int(time.time() * 1000)
            self._note("kill of the only scorer")
            self._scorer(1).kill()
            yield lambda at=at: self.recovered_after(at)
            yield passed(1.0 + at % 1000 / 1000)


def passed(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until

