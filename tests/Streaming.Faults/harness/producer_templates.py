"""Orders and reviews of the preload as patterns for new ones. Sellers, products and areas come again, so that their histories matter."""

import random

DAY = 86_400_000
HOT = 300
TIMES = ("recorded_at", "purchased_at", "approved_at", "handed_to_carrier_at", "delivered_at", "estimated_delivery_at")
CODES = ("missing", "wrong", "defect", "fake", "poor", "slow")


class Templates:
    """All dice but those of a flood are the world's own."""

    def __init__(self, preload, rnd, seed):
        self.rnd = rnd
        self.prefix = f"{random.Random(f'prefix-{seed}-{preload.stream_time}').getrandbits(32):08x}"
        self.last_id = 0
        ids = sorted(preload.orders)
        self.orders = [preload.orders[order_id] for order_id in ids]
        self.reviews = preload.reviews
        several = [order for order in self.orders if len(order["items"]) > 1]
        self.hot = rnd.sample(self.orders, min(HOT, len(self.orders))) + rnd.sample(several, min(HOT // 2, len(several)))

    def delivered_long_ago(self):
        return self.rnd.sample(self.orders, min(1000, len(self.orders)))

    def any_order(self, rnd):
        return rnd.choice(self.hot)

    def new_id(self, rnd):
        """32 hexadecimal digits that no run of another seed or from another stream time has: prefix, number, dice."""
        self.last_id += 1
        return f"{self.prefix}{self.last_id:08x}{rnd.getrandbits(64):016x}"

    def new_order(self, delivered_at):
        """A template under new ids, delivered now; one in three well after its promise."""
        rnd = self.rnd
        template = rnd.choice(self.hot if rnd.random() < 0.7 else self.orders)
        order = self.moved({**template, "template": template["order_id"]}, delivered_at)
        order.update(order_id=self.new_id(rnd), event_id=self.new_id(rnd), version=1)
        if rnd.random() < 0.33:
            order["estimated_delivery_at"] = order["delivered_at"] - rnd.randrange(DAY // 4, 25 * DAY)
        return order

    def moved(self, order, delivered_at):
        """The same order with all of its times moved together."""
        shift = delivered_at - order["delivered_at"]
        moved = {**order, "items": [{**item, "shipping_limit_at": _plus(item["shipping_limit_at"], shift)} for item in order["items"]]}
        for name in TIMES:
            moved[name] = _plus(order[name], shift)
        moved["recorded_at"] = delivered_at
        return moved

    def corrected(self, order, recorded_at):
        """Version 2: another event of the same order, with a promise or a price put right."""
        second = {**order, "event_id": self.new_id(self.rnd), "version": 2, "recorded_at": max(recorded_at, order["delivered_at"])}
        if self.rnd.random() < 0.5:
            second["estimated_delivery_at"] = order["delivered_at"] + self.rnd.randrange(-10 * DAY, 10 * DAY)
        else:
            second["items"] = [{**item, "price": round(item["price"] * 1.1 + 1, 2)} for item in order["items"]]
        return second

    def plain_review(self, order, recorded_at, review_id):
        """Five stars, without dice."""
        items = order["items"]
        return {
            "event_id": f"{review_id}:{order['order_id']}", "version": 1, "recorded_at": recorded_at, "review_id": review_id,
            "order_id": order["order_id"], "review_score": 5, "created_at": recorded_at - DAY // 2, "answered_at": recorded_at,
            "seller_ids": _distinct(items, "seller_id"), "product_ids": _distinct(items, "product_id"),
            "product_category_names": _distinct(items, "product_category_name"), "customer_state": order["customer_state"],
            "seller_states": _distinct(items, "seller_state"), "complaint_codes": [], "complaint_codes_version": 1,
        }

    def review_of(self, order, recorded_at):
        """A review as the template's customer wrote it, or one made up; of late orders mostly a bad one. Answered when it is recorded, or a little before."""
        rnd = self.rnd
        past = self.reviews.get(order.get("template", order["order_id"]))
        review_id = self.new_id(rnd)
        is_late = order["estimated_delivery_at"] is not None and order["delivered_at"] > order["estimated_delivery_at"]
        score = rnd.choice((1, 1, 1, 2, 3, 4)) if is_late else rnd.choice((1, 3, 4, 5, 5, 5, 5))
        codes = [code for code in CODES if score < 4 and rnd.random() < 0.25]
        if past and not is_late:
            score, codes = past[-1]["review_score"], past[-1]["complaint_codes"]
        items = order["items"]
        return {
            "event_id": f"{review_id}:{order['order_id']}", "version": 1, "recorded_at": recorded_at, "review_id": review_id,
            "order_id": order["order_id"], "review_score": score, "created_at": recorded_at - DAY // 2,
            "answered_at": recorded_at - rnd.choice((0, 0, 0, rnd.randrange(DAY // 8))),
            "seller_ids": _distinct(items, "seller_id"), "product_ids": _distinct(items, "product_id"),
            "product_category_names": _distinct(items, "product_category_name"), "customer_state": order["customer_state"],
            "seller_states": _distinct(items, "seller_state"), "complaint_codes": codes, "complaint_codes_version": 1,
        }


def _plus(time, shift):
    return None if time is None else time + shift


def _distinct(items, name):
    return sorted({item[name] for item in items if item[name] is not None})
