"""What must become of every record of order-delivered, from the log alone."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from avro_wire import Undecodable, frame_of
from checker_rules import clock_violation, violation

HASHED_FROM_BYTES = 1_000_000
SCORED, DEAD, PARKED, IGNORED = "scored", "dead-lettered", "parked", "ignored"


@dataclass(slots=True)
class Input:
    """A record of order-delivered. broken says why it can never be scored; None for an order that can."""
    partition: int
    offset: int
    key: bytes
    digest: bytes
    timestamp: int
    headers: list
    schema_id: int
    broken: str
    order_id: str = None
    event_id: str = None
    version: int = 0
    recorded_at: int = 0
    delivered_at: int = 0
    customer_id: str = None
    sizes: tuple = (0, 0, 0)  # bytes of key, value and headers
    sha256: str = None  # of a value that may be too large for a letter
    fate: str = None

    @property
    def place(self):
        return self.partition, self.offset

    def __str__(self):
        key = "no key" if self.key is None else self.key.decode(errors="replace")
        return f"order-delivered/{self.partition}@{self.offset} key {key} event {self.event_id} version {self.version}"


def digest(value):
    """Stands for the value's bytes; None stays None, so that an absent value is not an empty one."""
    return None if value is None else hashlib.blake2b(value, digest_size=16).digest()


def read_input(record, codec):
    """Decodes and judges one record; any schema id is let pass here, see Fates."""
    result = Input(record.partition, record.offset, record.key, digest(record.value), record.timestamp, record.headers, None, None)
    result.sizes = len(record.key or b""), len(record.value or b""), sum(len(name) + len(value or b"") for name, value in record.headers)
    if sum(result.sizes) > HASHED_FROM_BYTES:
        result.sha256 = hashlib.sha256(record.value or b"").hexdigest()
    try:
        result.schema_id = frame_of(record.value)
        order = codec.decode(record.value)
    except Undecodable as error:
        result.broken = str(error)
        return result
    for name in ("order_id", "event_id", "version", "recorded_at", "delivered_at", "customer_id"):
        setattr(result, name, order[name])
    result.broken = violation(order) or clock_violation(order["recorded_at"], record.timestamp)
    if result.broken is None and record.key != order["order_id"].encode():
        result.broken = f"the key is not the order id {order['order_id']}"
    return result


class Fates:
    """
    Decides record by record, in log order per partition. The schema id that most decodable records carry is taken for the contract's: the
    checker asks no registry. With parking, every record behind a dead-lettered one of the same key is dead-lettered too.
    """

    def __init__(self, parking=True):
        self.parking = parking
        self.parked = set()
        self.accepted = {}
        self.ids = Counter()

    def decide(self, inputs):
        """Sets the fate of new inputs, which follow those of earlier calls."""
        self.ids.update(entry.schema_id for entry in inputs if entry.broken is None)
        right_id = self.ids.most_common(1)[0][0] if self.ids else None
        for entry in sorted(inputs, key=lambda entry: entry.place):
            if entry.broken is None and entry.schema_id != right_id:
                entry.broken = f"schema id {entry.schema_id} is not known"
            entry.fate = self._fate(entry)
        return inputs

    def _fate(self, entry):
        if entry.key is not None and entry.key in self.parked:
            return PARKED
        if entry.broken is not None:
            if self.parking and entry.key is not None:
                self.parked.add(entry.key)
            return DEAD
        if entry.version <= self.accepted.get(entry.order_id, 0):
            return IGNORED
        self.accepted[entry.order_id] = entry.version
        return SCORED
