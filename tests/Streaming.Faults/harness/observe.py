"""Recovery as a reader downstream sees it: an own read_committed consumer of scores and red alerts, joined with the producer's ledger."""

from __future__ import annotations

import bisect
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from avro_wire import Codec

ORDERS, SCORES, REDS = "order-delivered", "satisfaction-scored", "satisfaction-alerts-red"


@dataclass
class Arrivals:
    """When inputs were seen as outputs: (input partition, input offset, arrival in wall ms), in order of arrival."""

    scores: list[tuple[int, int, int]] = field(default_factory=list)
    reds: list[tuple[int, int, int]] = field(default_factory=list)


class Observer(threading.Thread):
    """Reads until told to stop. Keeps bytes and the time they came; they are decoded by whoever asks."""

    def __init__(self, bootstrap: str, schemas: Path, starts: Path | None = None) -> None:
        """starts: a file with the next offset by topic and partition, where a topic holds what came before."""
        super().__init__(daemon=True)
        self._codecs = {SCORES: Codec(str(schemas), "satisfaction-scored"), REDS: Codec(str(schemas), "satisfaction-alert")}
        self._consumer = Consumer({
            "bootstrap.servers": bootstrap, "group.id": "faults-observer", "enable.auto.commit": False, "isolation.level": "read_committed",
            "auto.offset.reset": "earliest", "fetch.wait.max.ms": 50, "reconnect.backoff.max.ms": 500, "log_level": 0})
        begins = json.loads(starts.read_text()) if starts else {}
        partitions = [TopicPartition(topic, number, begins.get(topic, {}).get(str(number), OFFSET_BEGINNING))
                      for topic in (SCORES, REDS) for number in self._consumer.list_topics(topic, timeout=10).topics[topic].partitions]
        self._consumer.assign(partitions)
        self._came: list[tuple[str, bytes, int]] = []
        self._decoded = 0
        self._end = threading.Event()
        self.arrivals = Arrivals()

    def run(self) -> None:
        while not self._end.is_set():
            for message in self._consumer.consume(1000, timeout=0.1):
                if message.error() is None:
                    self._came.append((message.topic(), message.value(), int(time.time() * 1000)))
        self._consumer.close()

    def stop(self) -> None:
        self._end.set()
        self.join()

    @property
    def seen(self) -> int:
        return len(self._came)

    def decode(self) -> Arrivals:
        """Everything that has come so far."""
        while self._decoded < len(self._came):
            topic, value, came_at = self._came[self._decoded]
            self._came[self._decoded] = (topic, b"", came_at)
            self._decoded += 1
            record = self._codecs[topic].decode(value)
            (self.arrivals.scores if topic == SCORES else self.arrivals.reds).append((record["input_partition"], record["input_offset"], came_at))
        return self.arrivals


class Ledger:
    """When an order was acknowledged, by partition and offset; reads what the producer has added since the last call."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0
        self.acknowledged: dict[tuple[int, int], int] = {}

    def update(self) -> dict[tuple[int, int], int]:
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._read)
                whole = file.read()
            whole = whole[:whole.rfind(b"\n") + 1]
            self._read += len(whole)
            for line in whole.splitlines():
                entry = json.loads(line)
                if entry["topic"] == ORDERS:
                    self.acknowledged[entry["partition"], entry["offset"]] = entry["at"]
        return self.acknowledged


class Recovery:
    """For any moment T: how long until, on every partition, an order acknowledged after T was seen."""

    def __init__(self, arrivals: Iterable[tuple[int, int, int]], acknowledged: dict[tuple[int, int], int], together: bool) -> None:
        lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for partition, offset, came_at in arrivals:
            at = acknowledged.get((partition, offset))
            if at is not None:
                lines[0 if together else partition].append((at, came_at))
        self._lines = []
        for line in lines.values():
            line.sort()
            earliest = [came_at for _, came_at in line]
            for index in range(len(earliest) - 2, -1, -1):
                earliest[index] = min(earliest[index], earliest[index + 1])
            self._lines.append(([at for at, _ in line], earliest))

    def seconds_after(self, moment: int) -> float | None:
        """None when on some partition nothing produced after the moment was seen."""
        worst = 0
        for times, earliest in self._lines:
            index = bisect.bisect_right(times, moment)
            if index == len(times):
                return None
            worst = max(worst, earliest[index] - moment)
        return worst / 1000 if self._lines else None
