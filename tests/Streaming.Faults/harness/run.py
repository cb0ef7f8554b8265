"""Fault runs from the command line: ops/faults.sh says what the options mean and builds what is needed."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import bugs
import material
import report
import schedule
from parts import HarnessError, die_with_parent
from rounds import Options, Result, Round
from shrink import shrink
from world import ROOT, Promotion, World

TOPICS = ["order-delivered", "review-submitted", "satisfaction-scored", "satisfaction-alerts-red", "satisfaction-alerts-yellow",
          "scoring-windows", "order-delivered-dlt", "order-delivered-redrives", "model-promotions"]
BUG_GRACE_SECONDS = 3.0
BUG_DRAIN_SECONDS = 40.0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ops/faults.sh", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the schedule and of the events")
    parser.add_argument("--kills", type=int, default=20, help="how many kills the schedule has")
    parser.add_argument("--minutes", type=float, help="length of the load; without it 6 s per kill")
    parser.add_argument("--short", action="store_true", help="most kinds once, under two minutes in all")
    parser.add_argument("--remade", action="store_true", help="with --short: the input topics are made anew in the middle, as in every long run")
    parser.add_argument("--bug", choices=sorted(bugs.AIMS), help="seed this bug into the scorers, with the schedule aimed at it unless another is given")
    parser.add_argument("--bugs", nargs="*", choices=sorted(bugs.AIMS), metavar="BUG",
                        help="these one after the other, or all five in two lanes side by side; exit code 0 when each is caught")
    parser.add_argument("--schedule", type=Path, help="a schedule as JSON, in place of a seeded one")
    parser.add_argument("--shrink", action="store_true", help="when the run fails, look for a smaller schedule that fails")
    parser.add_argument("--shrink-minutes", type=float, default=20.0, help="and for how long")
    parser.add_argument("--restarts", type=int, help="kill -9 of the only scorer so many times; shows the time to the first red alert")
    parser.add_argument("--rate", type=float, default=250.0, help="events per second")
    parser.add_argument("--no-parking", action="store_true", help="expect events behind poison of the same order to be scored")
    parser.add_argument("--json", type=Path, help="receives the report")
    parser.add_argument("--keep", action="store_true", help="keep the run's folder although all went well, and the broker's log")
    parser.add_argument("--programs", type=Path, default=ROOT / "tests/Streaming.Faults/bin/Release/net10.0", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def prepared(options: argparse.Namespace) -> material.Material:
    return material.prepare(options.programs, ROOT / "ops/config", ROOT / ".data/faults")


def chosen_schedule(options: argparse.Namespace) -> schedule.Schedule:
    if options.schedule:
        return schedule.Schedule.load(options.schedule)
    if options.bug:
        return bugs.AIMS[options.bug].schedule(options.seed)
    if options.restarts:
        return schedule.restarts(options.seed, options.restarts)
    return schedule.short(options.seed, options.remade) if options.short else schedule.random_schedule(options.seed, options.kills, options.minutes)


class Session:
    """Servers once, rounds one after the other."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder, self.rounds = options, folder, 0
        self.begun = time.monotonic()
        self.world = World(options.programs, folder, prepared(options))

    def say(self, line: str) -> None:
        print(f"{time.monotonic() - self.begun:6.1f} s | {line}", file=sys.stderr, flush=True)

    def prepare(self) -> None:
        """Servers, topics, the history and the first decision; later rounds get empty topics and the same history."""
        if self.rounds == 0:
            self.world.start_servers()
            promoting = self.world.begin("models", "promote", str(self.world.material.models[0].path), "--why", "the first one", "--by", "faults")
            self.world.preload()
            number = re.search(r"by decision (\d+)", self.world.end(promoting))
            self.world.promotions = [Promotion(int(number.group(1)), self.world.material.models[0].sha256, int(time.time() * 1000))]
        else:
            self.world.renew_topics(TOPICS)
            self.world.preload()
        self.rounds += 1

    def generations(self, plan: schedule.Schedule, bug: str | None, settings: Options) -> list[Result]:
        """A round for each part of the schedule, with the input topics made anew under the running scorers between two of them; ends with the first that is not clean."""
        parts, results = plan.generations(), []
        for number, part in enumerate(parts):
            results.append(self.round(part, bug, replace(settings, takes_over=number > 0, hands_over=number < len(parts) - 1)))
            if not results[-1].clean:
                break
        return results

    def round(self, plan: schedule.Schedule, bug: str | None, settings: Options) -> Result:
        if settings.takes_over:
            self.say("the input topics, their dead letters and redrives are made anew under the running scorers")
            self.world.remake_inputs(self.folder / f"starts-{self.rounds}.json")
            self.world.preload()
            self.rounds += 1
        else:
            self.prepare()
        self.say(f"round {self.rounds}: {len(plan.faults)} faults, {plan.kills} kills, {plan.seconds:.0f} s of load{f', bug {bug}' if bug else ''}")
        return Round(self.world, plan, self.folder / f"round-{self.rounds}", bug, settings, self.say).run()


def bug_settings(options: argparse.Namespace) -> Options:
    """A bug shows soon or not at all."""
    return Options(options.rate, options.no_parking, drain_seconds=BUG_DRAIN_SECONDS, grace_seconds=BUG_GRACE_SECONDS)


def run_one(session: Session, options: argparse.Namespace, command: str) -> tuple[bool, object]:
    plan = chosen_schedule(options)
    settings = bug_settings(options) if options.bug else Options(options.rate, options.no_parking)
    results = session.generations(plan, options.bug, settings)
    for result in results:
        print(report.text(result, command))
    clean = all(result.clean for result in results)
    if not clean and options.shrink:
        fails = lambda part: not all(result.clean for result in session.generations(part, options.bug, settings))  # noqa: E731
        small = shrink(plan, fails, options.shrink_minutes * 60, session.say)
        path = session.folder / "smallest.json"
        small.save(path)
        print("\n".join([f"smallest failing schedule ({path}):", *map(str, small.faults)]))
    return clean, report.all_as_json(results, command)


def run_bugs(session: Session, options: argparse.Namespace, command: str) -> tuple[bool, object]:
    outcome: dict[str, dict[str, object]] = {}
    for name in options.bugs:
        aim = bugs.AIMS[name]
        result = session.round(aim.schedule(options.seed), name, bug_settings(options))
        found = {kind: result.problems.get(kind, 0) for kind in aim.caught_by}
        caught = not result.clean and any(found.values())
        outcome[name] = {"caught": caught, "by": found, **report.as_json(result, command)}
        print(f"{name}: {'caught' if caught else 'NOT CAUGHT'} ({', '.join(f'{kind} {count}' for kind, count in found.items())})", flush=True)
    return all(each["caught"] for each in outcome.values()), outcome


def run_lanes(folder: Path, options: argparse.Namespace, arguments: list[str]) -> tuple[bool, object]:
    """All bugs, by a harness with servers of its own for each lane: a round mostly waits. The material is made before, because the lanes share it."""
    prepared(options)
    reports = [folder / f"lane-{number}.json" for number in range(1, len(bugs.LANES) + 1)]
    lanes = [subprocess.Popen([sys.executable, __file__, *arguments, "--bugs", *names, "--json", str(report)], preexec_fn=die_with_parent)
             for names, report in zip(bugs.LANES, reports, strict=True)]
    try:
        good = not any([lane.wait() for lane in lanes])
    finally:
        for lane in lanes:
            lane.terminate()
            lane.wait()
    outcome: dict[str, object] = {}
    for report in reports:
        outcome |= json.loads(report.read_text()) if report.exists() else {}
    return good, outcome


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    command = " ".join(["ops/faults.sh", *arguments])
    folder = ROOT / f".data/faults/run-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    session, good = None, False
    try:
        if options.bugs == []:
            good, answer = run_lanes(folder, options, arguments)
        else:
            session = Session(options, folder)
            good, answer = (run_bugs if options.bugs else run_one)(session, options, command)
        if options.json:
            options.json.write_text(json.dumps(answer, indent=1) + "\n")
    except HarnessError as trouble:
        print(f"faults: {trouble}", file=sys.stderr)
    finally:
        if session:
            session.world.stop(options.keep)
            session.say("ended")
        if good and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"logs and schedules: {folder}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
