"""A small log and what a faultless scorer makes of it, in memory: where the tests of the checker put their faults."""

import array
import os
import struct
from dataclasses import replace

import checker
from avro_wire import Codec
from checker_deadletters import DLT_TOPIC
from checker_expect import DEAD, IGNORED, PARKED, Fates, read_input
from checker_files import BatchScore, Promotions
from checker_outputs import ALERT_ACTIONS, ALERT_TOPICS, SCORED_TOPIC, bits
from checker_read import MemoryTopics, Record
from checker_windows import WINDOWS_TOPIC
from producer_poison import tiny_item

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "schemas")
READERS = {topic: Codec(SCHEMAS, name) for topic, name in checker.SCHEMAS.items()}
WRITERS = {topic: Codec(SCHEMAS, name, 7) for topic, name in checker.SCHEMAS.items()}
INPUT = checker.INPUT_TOPIC
MODELS = {1: "a" * 64, 2: "b" * 64}
FIRST_MS, PROMOTED_MS = 1_800_000_000_000, 1_800_000_100_000
TIERS = {"GREEN": 0.9, "YELLOW": 0.5, "RED": 0.1}


def order(order_id, version=1, event="", **changes):
    at = 1_530_000_000_000
    made = dict.fromkeys(("customer_unique_id", "customer_zip_code_prefix", "customer_state", "approved_at", "handed_to_carrier_at", "estimated_delivery_at"))
    made.update(event_id=f"{order_id}-{version}{event}", version=version, recorded_at=at, order_id=order_id, customer_id="c" + order_id,
                purchased_at=at - 10**9, delivered_at=at, items=[tiny_item(0)], payments=[])
    return {**made, **changes}


class Log:
    """Inputs, and the outputs that belong to them."""

    def __init__(self, parking=True):
        self.parking = parking
        self.topics = {}
        self.ledger = []
        self.fates = None
        self.batch = {sha256: {} for sha256 in MODELS.values()}

    def append(self, topic, partition, key, value, timestamp=FIRST_MS, headers=()):
        records = self.topics.setdefault(topic, [])
        offset = sum(record.partition == partition for record in records)
        records.append(Record(topic, partition, offset, key, value, timestamp, list(headers)))
        return records[-1]

    def deliver(self, made, partition=0, key=None, value=None, timestamp=FIRST_MS, headers=()):
        key = made["order_id"].encode() if key is None else key
        record = self.append(INPUT, partition, key, WRITERS[INPUT].encode(made) if value is None else value, timestamp, headers)
        self.ledger.append({"topic": INPUT, "partition": partition, "offset": record.offset, "key": key.decode(), "kind": "good"})

    def run_scorer(self):
        """Everything as it must be: one window for all."""
        sums = dict.fromkeys(("green", "yellow", "red", "dead_lettered", "duplicates"), 0)
        for entry, record in self.judged():
            if entry.fate in (DEAD, PARKED):
                self.dead_letter(record, b"parked_behind" if entry.fate == PARKED and entry.broken is None else b"undecodable")
                sums["dead_lettered"] += 1
            elif entry.fate == IGNORED:
                sums["duplicates"] += 1
            else:
                tier = list(TIERS)[entry.offset % 3]
                sums[tier.lower()] += 1
                self.score(entry, tier)
        self.window(sums)
        return self

    def judged(self):
        records = sorted(self.topics[INPUT], key=lambda record: (record.partition, record.offset))
        return zip(Fates(self.parking).decide([read_input(record, READERS[INPUT]) for record in records]), records)

    def score(self, entry, tier):
        decision = 2 if entry.timestamp > PROMOTED_MS else 1
        scored = {
            "event_id": f"s-{entry.event_id}-{decision}", "version": entry.version, "recorded_at": entry.recorded_at, "order_id": entry.order_id,
            "order_event_id": entry.event_id, "delivered_at": entry.delivered_at, "scored_at": 0, "probability": TIERS[tier], "raw_margin": 0.0,
            "tier": tier, "label": "", "action": "act", "reasons": [], "answered_before_delivery": False, "feature_vector": [1.0, float("nan"), entry.offset],
            "model_name": "m", "model_version": "1", "model_sha256": MODELS[decision], "decision_number": decision, "policy_version": "1",
            "feature_version": "1", "input_topic": INPUT, "input_partition": entry.partition, "input_offset": entry.offset}
        self.append(SCORED_TOPIC, entry.partition, entry.key, WRITERS[SCORED_TOPIC].encode(scored))
        vector = array.array("f", scored["feature_vector"])
        vector.byteswap()
        for rows in self.batch.values():
            rows[entry.place] = BatchScore(bits(scored), tier, False, vector.tobytes())
        if tier in ALERT_TOPICS:
            alert = {**scored, "event_id": f"a-{entry.event_id}", "action": ALERT_ACTIONS[tier, False], "customer_id": entry.customer_id, "customer_unique_id": None, "customer_state": None,
                     "raised_at": 0, "delivery_delay_days": None, "order_items_count": 1, "total_price": 1.0, "seller_ids": [], "product_category_names": []}
            self.append(ALERT_TOPICS[tier], entry.partition, entry.key, WRITERS[ALERT_TOPICS[tier]].encode(alert))

    def dead_letter(self, record, reason):
        headers = [("kafka_dlt-original-topic", INPUT.encode()), ("kafka_dlt-original-partition", struct.pack(">i", record.partition)),
                   ("kafka_dlt-original-offset", struct.pack(">q", record.offset)), ("kafka_dlt-original-timestamp", struct.pack(">q", record.timestamp)),
                   ("kafka_dlt-exception-fqcn", b"X"), ("kafka_dlt-exception-message", b"why"), ("kafka_dlt-exception-stacktrace", b"at"),
                   ("x-reason-code", reason), ("x-attempt", b"1"), ("x-first-failed-at", b"now"), ("traceparent", b"00-1-1-01")]
        written = record.timestamp if abs(record.timestamp - FIRST_MS) < 10**7 else PROMOTED_MS + 60_000
        self.append(DLT_TOPIC, record.partition, record.key, record.value, written, record.headers + headers)

    def window(self, sums):
        scored = sums["green"] + sums["yellow"] + sums["red"]
        window = {"event_id": "w1", "version": 1, "recorded_at": 0, "instance": "i", "started_at": 0, "ended_at": 0, "stream_from": 0, "model_name": "m",
                  "model_sha256": MODELS[1], "decision_number": 1, "feature_version": "1", "scored": scored, "answered_before_delivery": 0,
                  "score_histogram": [scored], "feature_histograms": [{"feature": "f", "counts": [scored], "missing": 0, "unseen": 0}],
                  "history_too_old": None, "history_late": None, "reviews_refused": None, **sums}
        self.append(WINDOWS_TOPIC, 0, b"i", WRITERS[WINDOWS_TOPIC].encode(window))

    # faults

    def of(self, topic):
        return self.topics[topic]

    def renumber(self, topic):
        """Gives the records of a topic new offsets in the order of its list."""
        next_offset = {}
        for at, record in enumerate(self.topics[topic]):
            offset = next_offset.get(record.partition, 0)
            self.topics[topic][at] = record._replace(offset=offset)
            next_offset[record.partition] = offset + 1

    def change(self, topic, at, **fields):
        """Another value in some fields of an event."""
        record = self.topics[topic][at]
        event = {**READERS[topic].decode(record.value), **fields}
        self.topics[topic][at] = record._replace(value=WRITERS[topic].encode(event))

    def batch_row(self, at, **fields):
        """Another batch score for the at-th score."""
        scored = READERS[SCORED_TOPIC].decode(self.topics[SCORED_TOPIC][at].value)
        rows, place = self.batch[scored["model_sha256"]], (scored["input_partition"], scored["input_offset"])
        rows[place] = replace(rows[place], **fields)

    def check(self, **options):
        promotions = Promotions([{"decision": 1, "sha256": MODELS[1], "at": FIRST_MS - 10**6}, {"decision": 2, "sha256": MODELS[2], "at": PROMOTED_MS}])
        return checker.Checker(MemoryTopics(self.topics), READERS, self.ledger, promotions, self.batch, self.parking, **options).run()


def usual(parking=True):
    """Two partitions; corrections, duplicates, poison with good events behind it, a promotion in the middle."""
    log = Log(parking)
    for number in range(12):
        log.deliver(order(f"o{number}"), number % 2, timestamp=FIRST_MS if number < 6 else PROMOTED_MS + 20_000)
    log.deliver(order("o0", version=2), 0, timestamp=PROMOTED_MS + 30_000, headers=[("note", None), ("traceparent", b"00-2-2-01")])
    log.deliver(order("o0"), 0, timestamp=PROMOTED_MS + 30_000)
    log.deliver(order("o0", version=2, event="again"), 0, timestamp=PROMOTED_MS + 30_000)
    log.deliver(order("p1"), 1, value=b"text", timestamp=PROMOTED_MS + 30_000, headers=[("source", b"shop")])
    log.deliver(order("p1"), 1, timestamp=PROMOTED_MS + 30_001)
    log.deliver(order("p1"), 1, value=b"again", timestamp=PROMOTED_MS + 30_001)
    log.deliver(order("p2", version=0), 1, timestamp=PROMOTED_MS + 30_002)
    log.deliver(order("p3"), 1, value=b"\0\0\0\0\x63" + WRITERS[INPUT].encode(order("p3"))[5:], timestamp=PROMOTED_MS + 30_003)
    return log
