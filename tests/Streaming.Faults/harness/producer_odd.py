"""Records as odd clients send them: wrong clocks, other encoders, great sizes. Some can be scored, some cannot; the checker's own rules say which."""

import time
from dataclasses import dataclass, field

from producer_poison import LONGEST_LIST, tiny_item

DAY = 86_400_000
YEAR_2098, YEAR_10000 = 4_055_000_000_000, 253_402_300_800_000
BLOCKS = 3_000
THREE_MEGABYTES = 3_000_000


@dataclass
class Odd:
    """What is sent in place of an ordinary record. timestamp: of the Kafka record, milliseconds as a rule; None lets the client stamp it."""

    value: bytes
    headers: list = field(default_factory=list)
    timestamp: int = None


def now_ms():
    return int(time.time() * 1000)


def recorded_in_2098(event, codec, ids):
    return Odd(codec.encode({**event, "recorded_at": YEAR_2098}))


def recorded_in_40_days(event, codec, ids):
    return Odd(codec.encode({**event, "recorded_at": now_ms() + 40 * DAY}))


def stamped_100_days_ago(event, codec, ids):
    return Odd(codec.encode(event), timestamp=now_ms() - 100 * DAY)


def stamped_in_microseconds(event, codec, ids):
    return Odd(codec.encode(event), timestamp=now_ms() * 1_000)


def stamped_in_nanoseconds(event, codec, ids):
    return Odd(codec.encode(event), timestamp=now_ms() * 1_000_000)


def stamped_in_seconds(event, codec, ids):
    return Odd(codec.encode(event), timestamp=now_ms() // 1_000)


def stamped_in_year_10000(event, codec, ids):
    return Odd(codec.encode(event), timestamp=YEAR_10000)


def stamped_with_none(event, codec, ids):
    return Odd(codec.encode(event), timestamp=-1)


def blocks_of_one_row(event, codec, ids):
    return Odd(codec.encode_in_blocks({**event, "items": [tiny_item(number) for number in range(BLOCKS)]}))


def control_in_id(event, codec, ids):
    return Odd(codec.encode({**event, "customer_id": event["customer_id"] + "\n"}))


def zero_in_text(event, codec, ids):
    return Odd(codec.encode({**event, "customer_state": "S\0P"}))


def turned_id(event, codec, ids):
    return Odd(codec.encode({**event, "event_id": "\u202e" + event["event_id"]}))


def recursive_schema(event, codec, ids):
    return _under(ids["recursive"], event, codec)


def nested_schema(event, codec, ids):
    return _under(ids["nested"], event, codec)


def _under(schema_id, event, codec):
    return Odd(b"\0" + schema_id.to_bytes(4, "big") + codec.encode(event)[5:])


def distinct_items(event, codec, ids):
    items = [{**tiny_item(number), "product_id": f"product-{number}", "seller_id": f"seller-{number}"} for number in range(LONGEST_LIST)]
    return Odd(codec.encode({**event, "items": items}))


def three_megabytes_good(event, codec, ids):
    name = "c" * (THREE_MEGABYTES // LONGEST_LIST)
    return Odd(codec.encode({**event, "items": [{**tiny_item(number), "product_category_name": name} for number in range(LONGEST_LIST)]}))


def three_megabytes_poison(event, codec, ids):
    return Odd(codec.encode({**event, "customer_state": "X" * THREE_MEGABYTES}))


def huge_headers_good(event, codec, ids):
    return Odd(codec.encode(event), [("note", b"h" * 500_000), ("note", b"i" * 400_000)])


def huge_headers_poison(event, codec, ids):
    return Odd(codec.encode({**event, "version": 0}), [("note", b"h" * THREE_MEGABYTES)])


MAKERS = {maker.__name__.replace("_", "-"): maker for maker in (
    recorded_in_2098, recorded_in_40_days, stamped_100_days_ago, stamped_in_microseconds, stamped_in_nanoseconds, stamped_in_seconds,
    stamped_in_year_10000, stamped_with_none, blocks_of_one_row, control_in_id, zero_in_text, turned_id, recursive_schema, nested_schema)}

# Megabytes once per call.
LARGE = {maker.__name__.replace("_", "-"): maker for maker in (
    distinct_items, three_megabytes_good, three_megabytes_poison, huge_headers_good, huge_headers_poison)}

# Of reviews: those whose record does not depend on the order's fields.
OF_REVIEWS = {maker.__name__.replace("_", "-"): maker for maker in (
    recorded_in_2098, recorded_in_40_days, stamped_100_days_ago, stamped_in_microseconds, stamped_in_seconds, stamped_in_year_10000, stamped_with_none,
    turned_id, recursive_schema)}

_NODE = {"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"]}, {"name": "order_id", "type": "string"}]}


def schemas():
    """Schemas that no reader of orders can use, by name: one that holds itself, one that is short and 2^60 types when its names are written out."""
    levels = [{"name": "level0", "type": {"type": "record", "name": "Level0", "fields": [{"name": "text", "type": "string"}]}}]
    for level in range(1, 60):
        inner = [{"name": name, "type": f"Level{level - 1}"} for name in ("left", "right")]
        levels.append({"name": f"level{level}", "type": {"type": "record", "name": f"Level{level}", "fields": inner}})
    return {"recursive": _NODE, "nested": {"type": "record", "name": "Nested", "fields": levels}}
