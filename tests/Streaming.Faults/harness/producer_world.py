"""The shop that goes on: a seeded sequence of events in stream time. Knows neither Kafka nor the wall clock."""

import heapq
import random
from collections import deque
from dataclasses import dataclass

import producer_odd
import producer_poison
from producer_preload import ORDERS, REVIEWS, partition_of
from producer_templates import Templates

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

# Within a partition recorded_at may run back by four minutes; a second stays spare.
MOST_DISORDER = 4 * MINUTE - 1_000


@dataclass
class Event:
    """One record to send. time is what the five-minute rule looks at: recorded_at, or the stream's clock where recorded_at says nothing."""
    topic: str
    partition: int
    key: bytes
    value: bytes
    kind: str
    event_id: str
    version: int
    time: int
    headers: list
    timestamp: int = None  # of the Kafka record; None lets the client stamp it


class World:
    """Chances per step are chosen so that a run of a few thousand events holds every kind; the rare and large ones need ten thousand."""

    def __init__(self, preload, codecs, seed, odd_ids=None):
        self.rnd = random.Random(f"events-{seed}")
        self.floods = random.Random(f"floods-{seed}")
        self.odd_ids = {"recursive": 900_000_001, "nested": 900_000_002, **(odd_ids or {})}  # an id that nobody has registered where there is none
        self.codecs = codecs
        self.partitions = preload.partitions
        self.highest = dict(preload.highest)
        self.clock = preload.stream_time
        self.templates = Templates(preload, self.rnd, seed)
        self.due = []
        self.pushed = 0
        self.recent = deque(maxlen=500)
        self.delivered = deque(self.templates.delivered_long_ago(), maxlen=4000)

    def next(self):
        """The next event; what is to follow it later is put on the list of what is due."""
        self.clock += self.rnd.randrange(4_000, 36_000)
        if self.rnd.random() < 1 / 3000:
            self.clock += self.rnd.randrange(2 * HOUR, 6 * HOUR)
        while self.due and self.due[0][0] <= self.clock:
            event = heapq.heappop(self.due)[2]()
            if event is not None:
                return event
        return self.spontaneous()

    def spontaneous(self):
        chance = self.rnd.random()
        if chance < 0.030 and self.recent:
            return self.again()
        if chance < 0.040:
            event = self.late_review()
            if event is not None:
                return event
        if chance < 0.055:
            return self.poisoned_order()
        if chance < 0.058:
            return self.poisoned_review()
        if chance < 0.060:
            return self.review(self.templates.new_order(self.clock), "review")  # of an order that never comes
        if chance < 0.063 and self.delivered:
            return self.poison_of_delivered()
        if chance < 0.095:
            return self.early_review()
        return self.new_order()

    def flood(self, count):
        """Poison at once; has its own dice, so that a flood leaves the rest of the sequence as it was."""
        keys = [self.templates.new_id(self.floods) for _ in range(max(1, count // 3))]
        for _ in range(count):
            order = {**self.templates.any_order(self.floods), "order_id": self.floods.choice(keys)}
            yield self.poison(order, self.floods.choice(list(producer_poison.MAKERS)), self.floods)

    def odd(self, count):
        """Odd records, so many and each large kind once; has the dice of the floods. Times are those of now, so that nothing here is late."""
        kinds = [self.floods.choice(list(producer_odd.MAKERS)) for _ in range(count)] + list(producer_odd.LARGE)
        self.floods.shuffle(kinds)
        for what in kinds:
            yield self.odd_order(what)
            if what in producer_odd.OF_REVIEWS:
                yield self.odd_review(what)

    def odd_order(self, what):
        order = {**self.templates.moved(self.templates.any_order(self.floods), self.clock), "version": 1,
                 "order_id": self.templates.new_id(self.floods), "event_id": self.templates.new_id(self.floods)}
        maker = producer_odd.MAKERS.get(what) or producer_odd.LARGE[what]
        return self.odd_event(ORDERS, order, what, maker)

    def odd_review(self, what):
        order = {**self.templates.any_order(self.floods), "order_id": self.templates.new_id(self.floods)}
        review = self.templates.plain_review(order, self.clock, self.templates.new_id(self.floods))
        return self.odd_event(REVIEWS, review, what, producer_odd.OF_REVIEWS[what])

    def odd_event(self, topic, record, what, maker):
        made = maker(record, self.codecs[topic], self.odd_ids)
        _, partition = self.place(topic, record["order_id"])
        return Event(topic, partition, record["order_id"].encode(), made.value, "odd:" + what, record["event_id"], record["version"],
                     self.clock, made.headers, made.timestamp)

    # what happens to an order

    def new_order(self):
        order = self.templates.new_order(self.recorded())
        if self.rnd.random() < 1 / 4000:
            order = producer_poison.largest_order(order)
        return self.deliver(order)

    def deliver(self, order, kind="good"):
        """The order's event; its review, and what goes wrong with it, come later."""
        rnd = self.rnd
        if rnd.random() < 0.8:
            self.later(rnd.expovariate(1 / 1.2) * DAY + HOUR, lambda: self.review(order, "review"))
        chance = rnd.random()
        if chance < 0.03:
            self.later(rnd.randrange(HOUR), lambda: self.send_order(self.again_under_another_id(order), "duplicate"))
        elif chance < 0.08:
            self.later(rnd.randrange(2 * MINUTE, 12 * HOUR), lambda: self.correct(order))
        return self.send_order(order, kind)

    def correct(self, order):
        second = self.templates.corrected(order, self.recorded())
        if self.rnd.random() < 0.4:
            older = {**self.again_under_another_id(order), "version": self.rnd.choice([1, 2])}
            self.later(self.rnd.randrange(HOUR), lambda: self.send_order(
                {**older, "recorded_at": max(self.recorded(), order["delivered_at"])}, "lower-version" if older["version"] == 1 else "duplicate"))
        return self.send_order(second, "correction")

    def again_under_another_id(self, order):
        return {**order, "event_id": self.templates.new_id(self.rnd), "recorded_at": max(self.recorded(), order["delivered_at"])}

    def early_review(self):
        """The review first; its order minutes to days later."""
        order = self.templates.new_order(self.clock)
        wait = self.rnd.choice([2 * MINUTE, 4 * MINUTE, 5 * MINUTE, 6 * MINUTE, self.rnd.randrange(HOUR, 2 * DAY)])
        self.later(wait, lambda: self.deliver(self.templates.moved(order, self.recorded())))
        return self.review(order, "early-review")

    def review(self, order, kind):
        recorded = self.recorded()
        review = self.templates.review_of(order, recorded)
        if self.rnd.random() < 0.04:
            second = {**review, "version": 2, "review_score": 6 - review["review_score"]}
            first = {**review, "complaint_codes": []}
            self.later(self.rnd.randrange(10 * MINUTE, DAY), lambda: self.send_review({**second, "recorded_at": self.recorded_after(review)}, "correction"))
            self.later(self.rnd.randrange(DAY, 2 * DAY), lambda: self.send_review({**first, "recorded_at": self.recorded_after(review)}, "lower-version"))
        return self.send_review(review, kind)

    def late_review(self):
        """
        A review whose record comes an hour or more too late. Counts on the day that its partition has reached: only sent while that day is
        beyond doubt, that is between 02:00 and 22:00 and when the partition itself has shown an event of today.
        """
        if not self.delivered or not 2 * HOUR <= self.clock % DAY <= 22 * HOUR:
            return None
        order = self.rnd.choice(self.delivered)
        place = self.place(REVIEWS, order["order_id"])
        recorded = self.clock - self.rnd.randrange(HOUR, 30 * HOUR)
        if self.highest.get(place, 0) // DAY < self.clock // DAY or recorded >= self.highest[place] - 5 * MINUTE or recorded < order["delivered_at"]:
            return None
        return self.send_review(self.templates.review_of(order, recorded), "late", time=self.clock)

    def again(self):
        """The same bytes once more."""
        event = self.rnd.choice(self.recent)
        return Event(**{**event.__dict__, "kind": "duplicate", "time": self.clock})

    # poison

    def poisoned_order(self):
        """Poison of a new order; sometimes followed by good events of the same order."""
        order = self.templates.new_order(self.recorded())
        large = self.rnd.random() < 0.03
        what = self.rnd.choice(list(producer_poison.LARGE if large else producer_poison.MAKERS))
        if what not in ("no-key", "wrong-key") and self.rnd.random() < 0.6:
            self.followers(order)
        return self.poison(order, what, self.rnd)

    def followers(self, order):
        wait = self.rnd.choice([30_000, 5 * MINUTE, HOUR])
        self.later(wait, lambda: self.deliver(self.templates.moved(order, self.recorded()), "behind"))
        if self.rnd.random() < 0.5:
            self.later(wait + DAY // 2, lambda: self.send_order(self.templates.corrected(order, self.recorded()), "behind"))

    def poison_of_delivered(self):
        """Poison of an order that has been scored already; its correction comes behind."""
        order = self.rnd.choice(self.delivered)
        self.later(MINUTE, lambda: self.send_order({**self.templates.corrected(order, self.recorded()), "version": 3}, "behind"))
        return self.poison(order, self.rnd.choice(["cut", "negative-price", "text"]), self.rnd)

    def poison(self, order, what, rnd):
        maker = producer_poison.MAKERS.get(what) or producer_poison.LARGE[what]
        key = order["order_id"].encode()
        partition = partition_of(key, self.partitions[ORDERS])
        value = maker(order, self.codecs[ORDERS], rnd)
        return Event(ORDERS, partition, None if what == "no-key" else key, value, "poison:" + what, order["event_id"], order["version"], self.clock, self.headers(rnd))

    def poisoned_review(self):
        review = self.templates.review_of(self.templates.new_order(self.clock), self.clock)
        what, value = producer_poison.poison_review(review, self.codecs[REVIEWS], self.rnd)
        _, partition = self.place(REVIEWS, review["order_id"])
        return Event(REVIEWS, partition, review["order_id"].encode(), value, "poison:" + what, review["event_id"], 1, self.clock, self.headers(self.rnd))

    # sending

    def send_order(self, order, kind):
        event = self.send(ORDERS, order, kind, order["recorded_at"])
        if kind == "good":
            self.delivered.append(order)
        return event

    def send_review(self, review, kind, time=None):
        return self.send(REVIEWS, review, kind, review["recorded_at"] if time is None else time)

    def send(self, topic, record, kind, time):
        place = self.place(topic, record["order_id"])
        self.highest[place] = max(self.highest.get(place, 0), record["recorded_at"])
        event = Event(topic, place[1], record["order_id"].encode(), self.codecs[topic].encode(record), kind,
                      record["event_id"], record["version"], time, self.headers(self.rnd))
        if kind != "late":
            self.recent.append(event)
        return event

    def place(self, topic, order_id):
        return topic, partition_of(order_id.encode(), self.partitions[topic])

    @staticmethod
    def headers(rnd):
        chance = rnd.random()
        if chance > 0.2:
            return []
        trace = ("traceparent", f"00-{rnd.getrandbits(128) | 1:032x}-{rnd.getrandbits(64) | 1:016x}-01".encode())
        return [trace] if chance > 0.05 else [("source", b"shop"), ("source", b"\0\xff"), ("note", None), trace]

    # time

    def recorded(self):
        """Now in stream time, or up to four minutes ago."""
        return self.clock - (self.rnd.randrange(MOST_DISORDER) if self.rnd.random() < 0.3 else 0)

    def recorded_after(self, review):
        return max(self.recorded(), review["answered_at"])

    def later(self, milliseconds, make):
        self.pushed += 1
        heapq.heappush(self.due, (self.clock + int(milliseconds), self.pushed, make))
