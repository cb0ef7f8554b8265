"""The producer's promises, without a broker: the rules of time, the seed, and that every kind is what it says."""

import os
import tempfile
import unittest
from collections import Counter, defaultdict

import producer_odd
import producer_poison
from avro_wire import Codec
from checker_expect import Fates, read_input
from checker_fixture import SCHEMAS, order
from checker_read import Record
from producer import Control, obey
from producer_preload import ORDERS, REVIEWS, Preload, partition_of
from producer_send import Horizon
from producer_world import DAY, HOUR, MINUTE, World

EVENTS = 12_000
CODECS = {ORDERS: Codec(SCHEMAS, ORDERS, 1), REVIEWS: Codec(SCHEMAS, REVIEWS, 2)}


def preload():
    made = Preload()
    made.partitions = {ORDERS: 6, REVIEWS: 6}
    for number in range(60):
        at = 1_514_764_800_000 + number * 600_000
        one = order(f"old{number}", recorded_at=at, delivered_at=at, purchased_at=at - 5 * DAY, estimated_delivery_at=at + DAY)
        made.take(ORDERS, partition_of(one["order_id"].encode(), 6), one)
    return made


def events(seed=1, count=EVENTS):
    world = World(preload(), CODECS, seed)
    return world, [world.next() for _ in range(count)]


class WorldTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world, cls.events = events()
        cls.kinds = Counter(event.kind for event in cls.events)

    def good(self):
        """Events that count when they are read: (event, decoded, highest recorded_at of its partition before)."""
        highest = defaultdict(int)
        for event in self.events:
            if event.kind.startswith("poison"):
                continue
            decoded = CODECS[event.topic].decode(event.value)
            yield event, decoded, highest[event.topic, event.partition]
            if event.kind != "duplicate":
                highest[event.topic, event.partition] = max(highest[event.topic, event.partition], decoded["recorded_at"])

    def test_the_same_seed_gives_the_same_events_and_another_gives_others(self):
        again, other = events(count=500)[1], events(seed=2, count=500)[1]
        self.assertEqual([(e.kind, e.value, e.headers) for e in self.events[:500]], [(e.kind, e.value, e.headers) for e in again])
        self.assertNotEqual([e.value for e in self.events[:500]], [e.value for e in other])

    def test_a_flood_leaves_the_rest_of_the_sequence_as_it_was(self):
        world = World(preload(), CODECS, 1)
        found = [world.next().kind for _ in range(200)]
        self.assertEqual(100, sum(event.kind.startswith("poison:") for event in world.flood(100)))
        self.assertEqual([e.kind for e in self.events[:600]], found + [world.next().kind for _ in range(400)])

    def test_every_kind_occurs(self):
        for kind in ("good", "duplicate", "lower-version", "correction", "late", "review", "early-review", "behind"):
            self.assertGreater(self.kinds[kind], 10, kind)
        for what in producer_poison.MAKERS:
            self.assertGreater(self.kinds["poison:" + what], 0, what)

    def test_recorded_at_runs_back_by_at_most_four_minutes_except_for_late_events(self):
        for event, decoded, highest in self.good():
            behind = highest - decoded["recorded_at"]
            if event.kind == "late":
                self.assertGreater(behind, 5 * MINUTE)
            elif event.kind != "duplicate":
                self.assertLess(behind, 4 * MINUTE, event.kind)

    def test_late_events_come_only_when_their_day_is_beyond_doubt(self):
        clock = 0
        for event, decoded, highest in self.good():
            clock = max(clock, event.time)
            if event.kind == "late":
                self.assertTrue(2 * HOUR <= event.time % DAY <= 22 * HOUR)
                self.assertEqual(event.time // DAY, highest // DAY)
                self.assertLessEqual(decoded["recorded_at"], event.time - HOUR)

    def test_nothing_is_recorded_before_it_happened(self):
        for event, decoded, _ in self.good():
            happened = decoded["delivered_at"] if event.topic == ORDERS else decoded["answered_at"]
            self.assertLessEqual(happened, decoded["recorded_at"], event.kind)

    def test_the_clock_jumps_and_otherwise_advances_by_twenty_seconds(self):
        times = sorted({event.time for event in self.events})
        self.assertLess((times[-1] - times[0]) / EVENTS, 40_000)  # jumps included
        self.assertGreater(max(after - before for before, after in zip(times, times[1:])), HOUR)

    def test_poison_is_poison_and_good_is_good(self):
        for what, maker in {**producer_poison.MAKERS, **producer_poison.LARGE}.items():
            event = self.world.poison(self.world.templates.new_order(self.world.clock), what, self.world.rnd)
            self.assertIsNotNone(read_input(as_record(event), CODECS[ORDERS]).broken, what)
        largest = producer_poison.largest_order(self.world.templates.new_order(self.world.clock))
        self.assertIsNone(read_input(as_record(self.world.send_order(largest, "good")), CODECS[ORDERS]).broken)

    def test_odd_records_are_what_the_rules_say(self):
        world = World(preload(), CODECS, 1)
        good = {"stamped-100-days-ago", "stamped-in-microseconds", "stamped-in-nanoseconds", "blocks-of-one-row", "distinct-items", "three-megabytes-good", "huge-headers-good"}
        for what in [*producer_odd.MAKERS, *producer_odd.LARGE]:
            event = world.odd_order(what)
            entry = Fates().decide([read_input(as_record(world.new_order()), CODECS[ORDERS]), read_input(as_record(event, 1), CODECS[ORDERS])])[1]
            self.assertEqual("scored" if what in good else "dead-lettered", entry.fate, what)

    def test_odd_records_leave_the_rest_of_the_sequence_as_it_was(self):
        world = World(preload(), CODECS, 1)
        found = [world.next().kind for _ in range(200)]
        self.assertGreater(len(list(world.odd(20))), 20)
        self.assertEqual([e.kind for e in self.events[:600]], found + [world.next().kind for _ in range(400)])

    def test_what_the_ledger_calls_an_event_is_what_becomes_of_it(self):
        offsets = Counter()
        placed = []
        for event in self.events:
            if event.topic == ORDERS:
                placed.append((event, as_record(event, offsets[event.partition])))
                offsets[event.partition] += 1
        inputs = {entry.place: entry for entry in Fates().decide([read_input(record, CODECS[ORDERS]) for _, record in placed])}
        fates = defaultdict(Counter)
        for event, record in placed:
            fates[event.kind.split(":")[0]][inputs[record.partition, record.offset].fate] += 1
        self.assertEqual({"scored"}, set(fates["good"]))
        self.assertEqual({"parked"}, set(fates["behind"]))
        self.assertEqual({"scored", "parked"}, set(fates["correction"]) | {"parked"})
        self.assertEqual({"ignored", "parked"}, set(fates["duplicate"]) | set(fates["lower-version"]) | {"parked"})
        self.assertEqual({"dead-lettered", "parked"}, set(fates["poison"]) | {"parked"})


class HorizonTest(unittest.TestCase):
    def test_nothing_goes_while_something_five_minutes_older_is_under_way(self):
        horizon = Horizon()
        first = horizon.send(1_000_000)
        self.assertTrue(horizon.open_for(1_000_000 + 5 * MINUTE - 1))
        self.assertFalse(horizon.open_for(1_000_000 + 5 * MINUTE))
        horizon.acknowledge(first)
        self.assertTrue(horizon.open_for(1_000_000 + 5 * MINUTE))


class ControlTest(unittest.TestCase):
    def test_each_complete_line_is_obeyed_once(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "control")
            control = Control(path)
            world = World(preload(), CODECS, 1)
            self.assertEqual((False, [], []), self.look(control, world))
            self.append(path, "poison 3\nsprinkle 5\nsto")
            stop, floods, sprinkles = self.look(control, world)
            self.assertEqual((False, [3], [5]), (stop, [len(list(each)) for each in floods], [len(list(each)) for each in sprinkles]))
            self.append(path, "p\n")
            self.assertEqual((True, [], []), self.look(control, world))
            self.append(path, "dance\n")
            self.assertRaises(ValueError, self.look, control, world)

    @staticmethod
    def append(path, text):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)

    @staticmethod
    def look(control, world):
        control.looked_at = 0.0
        return obey(control, world)


def as_record(event, offset=0):
    return Record(event.topic, event.partition, offset, event.key, event.value, producer_odd.now_ms() if event.timestamp is None else event.timestamp, event.headers)


if __name__ == "__main__":
    unittest.main()
