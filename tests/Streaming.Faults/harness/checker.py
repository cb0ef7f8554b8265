#!/usr/bin/python3
"""
Checks what a scorer has made of a log, with another client and another decoder than the scorer's, by id.

    checker.py --bootstrap HOST:PORT --schemas DIR --ledger FILE --promotions FILE --scores SHA256=scores.csv,vectors.csv [...] --json OUT

Reads the inputs, all outputs and the dead letters with read_committed to their ends. Exit code 0 clean, 1 problems, 2 cannot check.
--drain-only: exit code 0 when everything expected is out, 3 when not yet; remembers how far it has read in OUT.drain.
"""

import argparse
import csv
import json
import sys
import time
from collections import Counter

import checker_drain
from avro_wire import Codec, Undecodable
from checker_deadletters import DLT_TOPIC, DeadLetterCheck
from checker_drain import INPUT_TOPIC
from checker_expect import DEAD, IGNORED, PARKED, SCORED, Fates, read_input
from checker_files import BadFile, Promotions, read_ledger, read_scores
from checker_models import ModelCheck
from checker_outputs import ALERT_TOPICS, SCORED_TOPIC, AlertCheck, ScoredCheck
from checker_read import KafkaTopics, Unreadable
from checker_report import Report
from checker_windows import WINDOWS_TOPIC, WindowCheck

FORGED = ("forged", b"1")  # written by the harness to be left out by everybody
REVIEW_TOPIC = "review-submitted"
SCHEMAS = {INPUT_TOPIC: "order-delivered", SCORED_TOPIC: "satisfaction-scored", WINDOWS_TOPIC: "scoring-window",
           **dict.fromkeys(ALERT_TOPICS.values(), "satisfaction-alert")}
CLEAN, PROBLEMS, CANNOT_CHECK, NOT_YET = 0, 1, 2, 3


class Checker:
    """One check of all topics. topics gives records by topic; batch gives the batch scores by model and place."""

    def __init__(self, topics, codecs, ledger, promotions, batch, parking=True, grace_seconds=10.0):
        self.topics = topics
        self.codecs = codecs
        self.ledger = ledger
        self.promotions = promotions
        self.batch = batch
        self.parking = parking
        self.grace = grace_seconds
        self.report = Report()

    def run(self):
        inputs = {entry.place: entry for entry in self.read_inputs()}
        self.check_ledger(inputs)
        scored = self.check_scored(inputs)
        self.check_alerts(scored, inputs)
        dead = self.check_dead_letters(inputs)
        self.check_windows(inputs, scored, dead)
        return self.report

    def read_inputs(self):
        inputs = Fates(self.parking).decide([read_input(record, self.codecs[INPUT_TOPIC]) for record in self.topics.records(INPUT_TOPIC)])
        fates = Counter(entry.fate for entry in inputs)
        self.report.counts["order events"] = len(inputs)
        for fate in (SCORED, DEAD, PARKED, IGNORED):
            self.report.counts[f"  to be {fate}"] = fates[fate]
        return inputs

    def check_ledger(self, inputs):
        """Every acknowledged record stands where the acknowledgement said, under its key."""
        keys = {(INPUT_TOPIC, *place): entry.key for place, entry in inputs.items()}
        keys.update(((record.topic, record.partition, record.offset), record.key) for record in self.topics.records(REVIEW_TOPIC))
        self.report.counts["reviews"] = len(keys) - len(inputs)
        self.report.counts["acknowledged"] = len(self.ledger)
        absent = object()
        for line in self.ledger:
            found = keys.get((line["topic"], line["partition"], line["offset"]), absent)
            if found is absent or found != (None if line["key"] is None else line["key"].encode()):
                what = "is not there" if found is absent else f"has the key {found}"
                self.report.add("acknowledged, not in the log", lambda: f"{line['topic']}/{line['partition']}@{line['offset']} key {line['key']} {line['kind']} {what}")

    def check_scored(self, inputs):
        check, models = ScoredCheck(self.report, inputs), ModelCheck(self.report, self.batch, self.promotions, self.grace)
        for record, event in self.decoded(SCORED_TOPIC):
            entry = check.take(record, event)
            if entry is not None:
                models.take(event, entry)
                del event["feature_vector"], event["reasons"]
        check.finish()
        models.finish()
        return check.found

    def check_alerts(self, scored, inputs):
        check = AlertCheck(self.report, scored, inputs)
        for tier, topic in ALERT_TOPICS.items():
            for record, event in self.decoded(topic):
                check.take(tier, record, event)
        check.finish()

    def check_dead_letters(self, inputs):
        check = DeadLetterCheck(self.report, inputs)
        count = 0
        for record in self.topics.records(DLT_TOPIC):
            count += 1
            check.take(record)
        self.report.counts[DLT_TOPIC] = count
        check.finish()
        return check.found

    def check_windows(self, inputs, scored, dead):
        check = WindowCheck(self.report)
        for record, event in self.decoded(WINDOWS_TOPIC):
            check.take(record, event)
        tiers = Counter(event["tier"] for event in scored.values())
        check.finish({
            "scored": len(scored), "green": tiers["GREEN"], "yellow": tiers["YELLOW"], "red": tiers["RED"],
            "answered_before_delivery": sum(event["answered_before_delivery"] for event in scored.values()), "dead_lettered": len(dead),
            "duplicates": sum(entry.fate == IGNORED for entry in inputs.values()),
        })

    def decoded(self, topic):
        """Records with their events; what cannot be decoded is a problem."""
        count = 0
        for record in self.topics.records(topic):
            if FORGED in record.headers:
                continue
            count += 1
            try:
                event = self.codecs[topic].decode(record.value)
            except Undecodable as error:
                self.report.add("output unreadable", lambda: f"{record}: {error}")
                continue
            yield record, event
        self.report.counts[topic] = count


def parse(arguments):
    parser = argparse.ArgumentParser(description="Checks what a scorer has made of a log.")
    parser.add_argument("--bootstrap", required=True, metavar="HOST:PORT")
    parser.add_argument("--schemas", required=True, metavar="DIR", help="the folder of the .avsc files")
    parser.add_argument("--ledger", required=True, metavar="FILE", help="acknowledged records, as the producer wrote them")
    parser.add_argument("--promotions", required=True, metavar="FILE", help='JSON lines {"decision", "sha256", "at"}, at in ms since 1970')
    parser.add_argument("--scores", action="append", nargs="+", default=[], metavar="SHA256=SCORES,VECTORS", help="of `score --topics --coordinates`, once per model")
    parser.add_argument("--json", required=True, metavar="OUT")
    parser.add_argument("--drain-only", action="store_true", help="only: is everything out? 0 yes, 3 not yet")
    parser.add_argument("--grace", type=float, default=10.0, metavar="SECONDS", help="how long after a promotion orders may still name an older decision [10]")
    parser.add_argument("--starts", metavar="FILE", help="JSON: where outputs of these inputs begin, by topic and partition; without it at the first one kept")
    parser.add_argument("--no-parking", action="store_true", help="good records behind poison of the same key are scored")
    given = parser.parse_args(arguments)
    given.scores = [pair for pairs in given.scores for pair in pairs]
    for pair in given.scores:
        if "=" not in pair or pair.count(",") != 1:
            parser.error(f"--scores is '{pair}'; allowed: SHA256=SCORES,VECTORS")
    return given


def batch_of(pairs):
    batch = {}
    for pair in pairs:
        sha256, files = pair.split("=", 1)
        batch[sha256.lower()] = read_scores(*files.split(","))
    return batch


def topics_of(given):
    if given.starts is None:
        return KafkaTopics(given.bootstrap)
    with open(given.starts, encoding="utf-8") as file:
        return KafkaTopics(given.bootstrap, starts=json.load(file))


def drain_only(given, codecs):
    path = given.json + ".drain"
    state = checker_drain.load(path, not given.no_parking)
    waiting = state.look(topics_of(given), codecs)
    checker_drain.save(state, path)
    print(f"{waiting:,} results are still to come")
    return NOT_YET if waiting else CLEAN


def check(given, codecs):
    started = time.monotonic()
    checker = Checker(topics_of(given), codecs, read_ledger(given.ledger), Promotions.read(given.promotions), batch_of(given.scores),
                      not given.no_parking, given.grace)
    report = checker.run()
    report.counts["seconds"] = round(time.monotonic() - started, 1)
    report.write(given.json)
    print(report.text())
    return CLEAN if report.is_clean else PROBLEMS


def main(arguments):
    given = parse(arguments)
    try:
        codecs = {topic: Codec(given.schemas, name) for topic, name in SCHEMAS.items()}
        return drain_only(given, codecs) if given.drain_only else check(given, codecs)
    except (BadFile, Unreadable, OSError, ValueError, csv.Error) as trouble:
        print(f"checker: {trouble}", file=sys.stderr)
        return CANNOT_CHECK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
