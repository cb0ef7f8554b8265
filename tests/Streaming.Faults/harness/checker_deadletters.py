"""The dead-letter topic: every record that cannot be scored once, untouched, with the headers that say where it came from."""

from checker_expect import DEAD, PARKED, digest
from checker_outputs import KeyOrder

DLT_TOPIC = "order-delivered-dlt"
TOPIC, PARTITION, OFFSET = "kafka_dlt-original-topic", "kafka_dlt-original-partition", "kafka_dlt-original-offset"
TIMESTAMP = "kafka_dlt-original-timestamp"
REQUIRED = (TOPIC, PARTITION, OFFSET, TIMESTAMP, "kafka_dlt-exception-fqcn", "kafka_dlt-exception-message", "kafka_dlt-exception-stacktrace",
            "x-reason-code", "x-attempt", "x-first-failed-at", "traceparent")
BEHIND = b"parked_behind"
TOO_LARGE_BYTES = 2_060_000  # 2 MiB less the letter's own headers; the producer sends nothing that is near it
DAY = 86_400_000


class DeadLetterCheck:
    def __init__(self, report, inputs):
        self.report = report
        self.inputs = inputs
        self.found = set()
        times = sorted(entry.timestamp for entry in inputs.values())
        self.usual = times[len(times) // 2] if times else 0
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
        key, value, others = entry.sizes
        omits = key + value + others > TOO_LARGE_BYTES
        kept = [] if key + others > TOO_LARGE_BYTES else entry.headers
        pairs = [("partition", record.partition, entry.partition), ("key", record.key, entry.key), ("written when its record had come", self.is_later(record, entry), True),
                 ("original headers", record.headers[:len(kept)], kept),
                 ("number of headers left out", headers.get("x-omitted-headers"), b"%d" % len(entry.headers) if kept != entry.headers else None),
                 ("size of the value left out", headers.get("x-omitted-value-bytes"), b"%d" % value if omits else None),
                 ("hash of the value left out", headers.get("x-omitted-value-sha256"), entry.sha256.encode() if omits else None),
                 ("length of partition header", len(headers[PARTITION]), 4), ("length of offset header", len(headers[OFFSET]), 8),
                 ("original timestamp", headers[TIMESTAMP], entry.timestamp.to_bytes(8, "big", signed=True)),
                 ("parked behind another", headers["x-reason-code"] == BEHIND, waits)]
        for name, found, expected in pairs:
            if found != expected:
                self.report.add("dead letter wrong", lambda: f"{record} of {entry}: {name} is {found}, not {expected}")
        if digest(record.value) != (None if omits else entry.digest):
            self.report.add("dead letter wrong", lambda: f"{record} of {entry}: the value is not the one received")

    def is_later(self, record, entry):
        """A letter has the time of its writing, whatever time its record claims; a record's own is only believed when it is of these days."""
        return record.timestamp >= (entry.timestamp if abs(entry.timestamp - self.usual) <= DAY else self.usual - DAY)

    def finish(self):
        for place, entry in self.inputs.items():
            if entry.fate in (DEAD, PARKED) and place not in self.found:
                self.report.add("dead letter missing", lambda: f"{entry}: {entry.broken or 'behind poison of the same key'}")
