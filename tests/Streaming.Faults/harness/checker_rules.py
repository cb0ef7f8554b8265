"""What a decoded order must hold so that it can be scored: the contract's bounds, written down a second time."""

EARLIEST, BEFORE_LATEST = 631_152_000_000, 4_102_444_800_000  # 1990 to 2099
MINUTE, DAY = 60_000, 86_400_000
LONGEST_TEXT, LONGEST_LIST, LARGEST_AMOUNT = 4_096, 10_000, 1e9

# Control characters, in no text; characters that turn the direction of writing, in no id.
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOST_AHEAD = 26 * 60 * MINUTE

IDS = ("event_id", "order_id", "customer_id")
TEXTS = ("customer_unique_id", "customer_zip_code_prefix", "customer_state")
TIMES = ("recorded_at", "purchased_at", "approved_at", "handed_to_carrier_at", "delivered_at", "estimated_delivery_at")
ITEM_TEXTS = ("seller_state", "product_category_name")
ITEM_AMOUNTS = ("price", "freight_value", "product_weight_g", "product_length_cm", "product_height_cm", "product_width_cm")
ITEM_COUNTS = ("product_photos_qty", "product_name_length", "product_description_length")


def violation(order):
    """The first rule that the order breaks, in words; None for an order that can be scored."""
    for name in IDS:
        if not is_id(order[name]):
            return f"{name} is no id"
    if order["version"] < 1:
        return f"version is {order['version']}"
    for name in TEXTS:
        if not is_text(order[name]):
            return f"{name} is too long or holds a control character"
    for name in TIMES:
        if not is_time(order[name]):
            return f"{name} is {order[name]}"
    if order["delivered_at"] < order["purchased_at"] - DAY:
        return "delivered_at is more than a day before purchased_at"
    if order["delivered_at"] - order["recorded_at"] > 65 * MINUTE:
        return "delivered_at is more than 65 minutes after recorded_at"
    return list_violation("items", order["items"], item_violation) or list_violation("payments", order["payments"], payment_violation)


def clock_violation(recorded_at, timestamp):
    """How the time of an event contradicts the timestamp of its Kafka record; None where it does not."""
    written = milliseconds_of(timestamp)
    if written is None:
        return f"the record's timestamp {timestamp} is no time"
    return f"recorded_at is {recorded_at}, more than 26 h after the record's {written}" if recorded_at - written > MOST_AHEAD else None


def milliseconds_of(timestamp):
    """The time of a Kafka timestamp in milliseconds, or in micro- or nanoseconds when it would lie after the year 9999; None for none."""
    if EARLIEST <= timestamp < BEFORE_LATEST:
        return timestamp
    if timestamp <= 253_402_300_799_999:
        return None
    return next((timestamp // unit for unit in (1_000, 1_000_000) if EARLIEST <= timestamp // unit < BEFORE_LATEST), None)


def list_violation(name, rows, of_row):
    if len(rows) > LONGEST_LIST:
        return f"{name} has {len(rows)} rows"
    for row in rows:
        broken = of_row(row)
        if broken:
            return f"{name}: {broken}"
    return None


def item_violation(item):
    if not (is_id(item["product_id"]) and is_id(item["seller_id"])):
        return "product_id or seller_id is no id"
    for name in ITEM_TEXTS:
        if not is_text(item[name]):
            return f"{name} is too long or holds a control character"
    for name in ITEM_AMOUNTS:
        if not is_amount(item[name]):
            return f"{name} is {item[name]}"
    for name in ITEM_COUNTS:
        if not is_count(item[name]):
            return f"{name} is {item[name]}"
    return None if is_time(item["shipping_limit_at"]) else "shipping_limit_at is out of range"


def payment_violation(payment):
    if not is_text(payment["payment_type"]):
        return "payment_type is too long or holds a control character"
    if not is_count(payment["payment_installments"]):
        return f"payment_installments is {payment['payment_installments']}"
    return None if is_amount(payment["payment_value"]) else f"payment_value is {payment['payment_value']}"


def is_text(value):
    """At most 4,096 characters, counted in UTF-16 as the contract does, and none that controls."""
    if value is None:
        return True
    return (len(value) <= LONGEST_TEXT // 2 or len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT) and CONTROLS.isdisjoint(value)


def is_id(value):
    return bool(value.strip()) and is_text(value) and TURNS.isdisjoint(value)


def is_time(value):
    return value is None or EARLIEST <= value < BEFORE_LATEST


def is_amount(value):
    return value is None or 0 <= value <= LARGEST_AMOUNT


def is_count(value):
    return value is None or value >= 0
