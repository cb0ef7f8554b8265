"""Records that can never be scored, one maker per kind. The bounds are those of the contracts' value rules."""

LONGEST_TEXT = 4_096
LONGEST_LIST = 10_000
MEGABYTE = 1_000_000


def empty(order, codec, rnd):
    return rnd.choice([None, b"", b"\0\0"])


def text(order, codec, rnd):
    return b'{"order_id": "' + order["order_id"].encode() + b'"}'


def unknown_schema(order, codec, rnd):
    return b"\0" + (1_500_000_000 + rnd.randrange(20)).to_bytes(4, "big") + codec.encode(order)[5:]


def cut(order, codec, rnd):
    value = codec.encode(order)
    return value[:rnd.randrange(5, len(value))]


def trailing(order, codec, rnd):
    return codec.encode(order) + b"\0"


def negative_price(order, codec, rnd):
    return codec.encode({**order, "items": [{**item, "price": -item["price"] - 0.01} for item in order["items"]] or [tiny_item(0, -1.0)]})


def long_text(order, codec, rnd):
    return codec.encode({**order, "customer_zip_code_prefix": "0" * (LONGEST_TEXT + 1)})


def megabyte(order, codec, rnd):
    return codec.encode({**order, "customer_state": "X" * MEGABYTE})


def too_many_items(order, codec, rnd):
    return codec.encode({**order, "items": [tiny_item(number) for number in range(LONGEST_LIST + 1)]})


def year_1970(order, codec, rnd):
    return codec.encode({**order, "purchased_at": 0})


def year_2100(order, codec, rnd):
    return codec.encode({**order, "estimated_delivery_at": 4_102_444_800_000})


def foreseen(order, codec, rnd):
    """Delivered seventy minutes after it was recorded: more than a night in which the clocks go back explains."""
    return codec.encode({**order, "delivered_at": order["recorded_at"] + 4_200_000})


def version_zero(order, codec, rnd):
    return codec.encode({**order, "version": 0})


def wrong_key(order, codec, rnd):
    """The value names another order than the key does."""
    return codec.encode({**order, "order_id": order["order_id"][::-1] + "x"})


def no_key(order, codec, rnd):
    return codec.encode(order)


MAKERS = {maker.__name__.replace("_", "-"): maker for maker in (
    empty, text, unknown_schema, cut, trailing, negative_price, long_text, year_1970, year_2100, foreseen, version_zero, wrong_key, no_key)}

# Megabytes are dear: they come now and then, never in floods.
LARGE = {"megabyte": megabyte, "too-many-items": too_many_items}


def poison_review(review, codec, rnd):
    """(what, value) of a review that histories must not count."""
    what = rnd.choice(["empty", "text", "cut", "no-stars"])
    if what == "no-stars":
        return what, codec.encode({**review, "review_score": 0})
    if what == "cut":
        value = codec.encode(review)
        return what, value[:rnd.randrange(5, len(value))]
    return what, None if what == "empty" else b"five stars"


def tiny_item(number, price=1.0):
    """The smallest item there is, so that 10,000 of them fit a record."""
    item = dict.fromkeys(OPTIONAL)
    item.update(order_item_id=number + 1, product_id=f"p{number % 7}", seller_id=f"s{number % 3}", price=price, freight_value=0.5)
    return item


def largest_order(order):
    """As many items and as long a text as the contract allows: odd, and good."""
    return {**order, "items": [tiny_item(number) for number in range(LONGEST_LIST)], "customer_zip_code_prefix": "7" * LONGEST_TEXT}


OPTIONAL = (
    "seller_state", "product_category_name", "shipping_limit_at", "product_weight_g", "product_length_cm", "product_height_cm",
    "product_width_cm", "product_photos_qty", "product_name_length", "product_description_length")
