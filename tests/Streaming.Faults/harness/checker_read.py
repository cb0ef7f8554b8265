"""Topics as readers with read_committed see them."""

import ctypes
import time
from collections import namedtuple

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition


class Record(namedtuple("Record", "topic partition offset key value timestamp headers")):
    """timestamp in milliseconds since 1970; headers as pairs in their order."""
    __slots__ = ()

    def __str__(self):
        key = "no key" if self.key is None else f"key {self.key.decode(errors='replace')}"
        return f"{self.topic}/{self.partition}@{self.offset} {key}"


# confluent-kafka 1.7 hands out None for a header without a value and forgets to count the reference (measured: one less per such header); after
# some thousands the interpreter aborts. Counted here instead; a client that counts itself loses nothing by it.
COUNT_REFERENCE = ctypes.pythonapi.Py_IncRef
COUNT_REFERENCE.argtypes = [ctypes.py_object]


def headers_of(message):
    """The headers as pairs in their order."""
    headers = message.headers() or []
    for _, value in headers:
        if value is None:
            COUNT_REFERENCE(None)
    return headers


class Unreadable(Exception):
    """The brokers did not give what a check needs."""


class KafkaTopics:
    """Reads topics from given positions to the ends that they have when the reading begins. Open transactions end a topic for us."""

    def __init__(self, bootstrap, patience_seconds=60, starts=None):
        self.bootstrap = bootstrap
        self.starts = starts or {}  # next offset by partition and topic, where a topic holds what came before
        self.patience = patience_seconds
        self.settings = {
            "bootstrap.servers": bootstrap, "group.id": "faults-checker", "enable.auto.commit": False, "enable.partition.eof": True,
            "isolation.level": "read_committed", "auto.offset.reset": "error", "fetch.wait.max.ms": 50, "queued.max.messages.kbytes": 65_536,
        }

    def records(self, topic, positions=None):
        """
        All records from the first one kept, or from positions (next offset by partition), which are moved on. Records of a partition come in
        their order. Raises Unreadable.
        """
        positions = {} if positions is None else positions
        for partition, offset in self.starts.get(topic, {}).items():
            positions.setdefault(int(partition), offset)
        consumer = Consumer(self.settings)
        try:
            yield from self._records(consumer, topic, positions)
        except KafkaException as trouble:
            raise Unreadable(f"topic {topic} at {self.bootstrap}: {trouble}") from trouble
        finally:
            consumer.close()

    def _records(self, consumer, topic, positions):
        found = consumer.list_topics(topic, timeout=self.patience).topics[topic]
        if found.error is not None:
            raise Unreadable(f"topic {topic} at {self.bootstrap}: {found.error}")
        unread = set(found.partitions)
        for partition in unread:
            if partition not in positions:
                positions[partition] = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=self.patience)[0]
        consumer.assign([TopicPartition(topic, partition, positions[partition]) for partition in unread])
        silent_since = time.monotonic()
        while unread:
            for message in consumer.consume(1000, timeout=0.1):
                silent_since = time.monotonic()
                error, partition = message.error(), message.partition()
                if error is None:
                    if partition in unread:
                        positions[partition] = message.offset() + 1
                        yield Record(topic, partition, message.offset(), message.key(), message.value(), message.timestamp()[1], headers_of(message))
                elif error.code() == KafkaError._PARTITION_EOF:
                    unread.discard(partition)
                    positions[partition] = max(positions[partition], message.offset())
                else:
                    raise KafkaException(error)
            if time.monotonic() - silent_since > self.patience:
                raise Unreadable(f"topic {topic} at {self.bootstrap}: partitions {sorted(unread)} gave nothing for {self.patience} s")


class MemoryTopics:
    """Records from lists, for tests."""

    def __init__(self, topics):
        self.topics = topics

    def records(self, topic, positions=None):
        positions = {} if positions is None else positions
        for record in sorted(self.topics.get(topic, []), key=lambda record: (record.partition, record.offset)):
            if record.offset >= positions.get(record.partition, 0):
                positions[record.partition] = record.offset + 1
                yield record
