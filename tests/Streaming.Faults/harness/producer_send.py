"""Sends events so that the five-minute rule holds, and writes down what was acknowledged."""

import json
import time
from functools import partial

from confluent_kafka import KafkaException, Producer

QUIET = 5 * 60_000
LARGEST_BYTES = 8_388_608  # unpacked; the topics count what is packed


class Unacknowledged(Exception):
    """A record was given up: nothing may follow it any more."""


class Ledger:
    """One JSON line per acknowledged record, in the order of the acknowledgements."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")

    def write(self, message, event):
        key = None if event.key is None else event.key.decode()
        self.file.write(json.dumps({
            "topic": message.topic(), "partition": message.partition(), "offset": message.offset(), "key": key,
            "event_id": event.event_id, "version": event.version, "kind": event.kind, "at": int(time.time() * 1000),
        }) + "\n")

    def flush(self):
        self.file.flush()

    def close(self):
        self.file.close()


class Horizon:
    """What is under way. Nothing of time t is sent before everything up to t − 5 min is acknowledged."""

    def __init__(self):
        self.outstanding = {}
        self.sent = 0

    def open_for(self, event_time):
        return all(under_way > event_time - QUIET for under_way in self.outstanding.values())

    def send(self, event_time):
        self.sent += 1
        self.outstanding[self.sent] = event_time
        return self.sent

    def acknowledge(self, number):
        del self.outstanding[number]


class Sender:
    """Owns the Kafka producer: idempotent, all replicas, never gives up on a broker that is away. One thread."""

    def __init__(self, bootstrap, ledger, patience_seconds=3600):
        self.ledger = ledger
        self.horizon = Horizon()
        self.failure = None
        self.acknowledged = 0
        self.producer = Producer({
            "bootstrap.servers": bootstrap, "client.id": "faults-producer", "enable.idempotence": True, "acks": "all", "linger.ms": 0,
            "message.timeout.ms": patience_seconds * 1000, "message.max.bytes": LARGEST_BYTES, "compression.type": "lz4", "reconnect.backoff.max.ms": 1000,
            "queue.buffering.max.kbytes": 262_144,
            # One at a time: with more, a broker that comes back can make this client give up for good ("rewound sequence number", librdkafka 2.0.2).
            "max.in.flight.requests.per.connection": 1,
        })

    def may_send(self, event):
        return self.horizon.open_for(event.time)

    def send(self, event):
        """Waits until the event may go, and hands it over."""
        while not self.may_send(event):
            self.poll(0.05)
        number = self.horizon.send(event.time)
        while True:
            try:
                self.producer.produce(event.topic, event.value, event.key, event.partition, headers=event.headers or None, timestamp=event.timestamp or 0,
                                      on_delivery=partial(self.reported, event, number))
                break
            except BufferError:
                self.poll(0.05)
        self.poll(0)

    def reported(self, event, number, error, message):
        if error is not None:
            self.failure = Unacknowledged(f"{event.topic}/{event.partition} {event.kind} {event.event_id}: {error}")
            return
        self.horizon.acknowledge(number)
        self.acknowledged += 1
        self.ledger.write(message, event)

    def poll(self, seconds):
        self.producer.poll(seconds)
        if self.failure is not None:
            raise self.failure

    def finish(self, patience_seconds):
        """Waits for what is under way. Raises Unacknowledged when it does not arrive in time."""
        end = time.monotonic() + patience_seconds
        while self.horizon.outstanding and time.monotonic() < end:
            self.poll(0.1)
        self.ledger.flush()
        if self.horizon.outstanding:
            raise Unacknowledged(f"{len(self.horizon.outstanding)} records were not acknowledged within {patience_seconds} s")


__all__ = ["KafkaException", "Ledger", "Sender", "Unacknowledged"]
