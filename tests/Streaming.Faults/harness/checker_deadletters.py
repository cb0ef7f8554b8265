"""The dead-letter topic: every record that cannot be scored once, untouched, with the headers that say where it came from."""

from checker_expect import DEAD, PARKED, digest
from checker_outputs import KeyOrder

DLT_TOPIC = "order-delivered-dlt"
TOPIC, PARTITION, OFFSET = "kafka_dlt-original-topic", "kafka_dlt-original-partition", "kafka_dlt-original-offset"
TIMESTAMP = "kafka_dlt-original-timestamp"
REQUIRED = (TOPIC, PARTITION, OFFSET, TIMESTAMP, "kafka_dlt-exception-fqcn", "kafka_dlt-exception-message", "kafka_dlt-exception-stacktrace",
            "x-reason-code", "x-attempt", "x-first-failed-at", "traceparent")
BEHIND = b"parked_behind"


class DeadLetterCheck:
    def __init__(self, report, inputs):
        self.report = report
        self.inputs = inputs
        self.found = set()
        self.order = KeyOrder(report, DLT_TOPIC)

    def take(self, record):
        headers = dict(record.headers)
        missing = [name for name in REQUIRED if not headers.get(name)]
        if missing:
            self.report.add("dead letter wrong", lambda: f"{record} lacks the headers {', '.join(missing)}")
            return
        place = int.from_bytes(headers[PARTITION], "big"), int.from_bytes(headers[OFFSET], "big")
        self.order.take(record, place[1])
        entry = self.inputs.get(place)
        if headers[TOPIC] != b"order-delivered" or entry is None or entry.fate not in (DEAD, PARKED):
            why = "there is no such input" if entry is None else f"the input must be {entry.fate}"
            self.report.add("dead letter unexpected", lambda: f"{record} of {headers[TOPIC].decode(errors='replace')}/{place[0]}@{place[1]}: {why}")
        elif place in self.found:
            self.report.add("dead letter twice", lambda: f"{record} of {entry}")
        else:
            self.found.add(place)
            self.compare(record, headers, entry)

    def compare(self, record, headers, entry):
        waits = entry.fate == PARKED and entry.broken is None  # what is itself poison keeps its own reason
        pairs = [("partition", record.partition, entry.partition), ("key", record.key, entry.key), ("written after its record", record.timestamp >= entry.timestamp, True),
                 ("original headers", record.headers[:len(entry.headers)], entry.headers),
                 ("length of partition header", len(headers[PARTITION]), 4), ("length of offset header", len(headers[OFFSET]), 8),
                 ("original timestamp", headers[TIMESTAMP], entry.timestamp.to_bytes(8, "big")),
                 ("parked behind another", headers["x-reason-code"] == BEHIND, waits)]
        for name, found, expected in pairs:
            if found != expected:
                self.report.add("dead letter wrong", lambda: f"{record} of {entry}: {name} is {found}, not {expected}")
        if digest(record.value) != entry.digest:
            self.report.add("dead letter wrong", lambda: f"{record} of {entry}: the value is not the one received")

    def finish(self):
        for place, entry in self.inputs.items():
            if entry.fate in (DEAD, PARKED) and place not in self.found:
                self.report.add("dead letter missing", lambda: f"{entry}: {entry.broken or 'behind poison of the same key'}")
