"""What the input topics hold before the producer starts: its templates, and the time from which it goes on."""

import time
import zlib
from collections import defaultdict

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from avro_wire import Undecodable

ORDERS, REVIEWS = "order-delivered", "review-submitted"
FEWEST_ORDERS = 20


def partition_of(key, partitions):
    """The partition of a key by librdkafka's own rule, so that all events of an order stand in one partition whoever wrote them."""
    return zlib.crc32(key) % partitions


class Preload:
    """Decoded orders, the reviews of each, the highest recorded_at per partition, and the last one of all."""

    def __init__(self):
        self.orders = {}
        self.reviews = defaultdict(list)
        self.highest = {}
        self.partitions = {}

    @property
    def stream_time(self):
        return max(self.highest.values(), default=None)

    def take(self, topic, partition, event):
        place = (topic, partition)
        self.highest[place] = max(self.highest.get(place, 0), event["recorded_at"])
        if topic == ORDERS:
            self.orders[event["order_id"]] = event
        else:
            self.reviews[event["order_id"]].append(event)


def read_preload(bootstrap, codecs, patience_seconds=60):
    """Reads both input topics to the ends that they have now. Raises LookupError where there is nothing to build on."""
    consumer = Consumer({
        "bootstrap.servers": bootstrap, "group.id": "faults-producer", "enable.auto.commit": False,
        "enable.partition.eof": True, "auto.offset.reset": "earliest", "fetch.wait.max.ms": 50,
    })
    try:
        return _read(consumer, bootstrap, codecs, patience_seconds)
    finally:
        consumer.close()


def _read(consumer, bootstrap, codecs, patience_seconds):
    preload = Preload()
    for topic in (ORDERS, REVIEWS):
        found = consumer.list_topics(topic, timeout=patience_seconds).topics[topic]
        if found.error is not None or not found.partitions:
            raise LookupError(f"topic {topic} at {bootstrap}: {found.error}; it must be there before events are produced")
        preload.partitions[topic] = len(found.partitions)
    unread = {(topic, partition) for topic, count in preload.partitions.items() for partition in range(count)}
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for topic, partition in unread])
    silent_since = time.monotonic()
    while unread:
        for message in consumer.consume(1000, timeout=0.2):
            silent_since = time.monotonic()
            if message.error() is not None:
                if message.error().code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(message.error())
                unread.discard((message.topic(), message.partition()))
                continue
            try:
                preload.take(message.topic(), message.partition(), codecs[message.topic()].decode(message.value()))
            except Undecodable:
                pass  # poison of an earlier run is no template
        if time.monotonic() - silent_since > patience_seconds:
            raise LookupError(f"{bootstrap} gave nothing for {patience_seconds} s while {sorted(unread)} were not read to the end")
    if len(preload.orders) < FEWEST_ORDERS:
        raise LookupError(f"{ORDERS} at {bootstrap} holds {len(preload.orders)} orders; at least {FEWEST_ORDERS} are needed as templates: replay a history first")
    return preload
