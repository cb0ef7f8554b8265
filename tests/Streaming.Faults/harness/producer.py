#!/usr/bin/python3
"""
An independent paced producer for fault tests: goes on where a replay ended, with good, odd and poisonous events from a seed.

    producer.py --bootstrap HOST:PORT --registry URL --schemas DIR --seed S --rate EVENTS_PER_SECOND --control FILE --ledger FILE

Runs until the control file has a line `stop`; a line `poison N` sends N poison records as fast as the broker takes them, a line
`sprinkle N` one after each event until there were N, a line `odd N` N odd records and each large kind once in the same way. One producer per
topic set at a time. Exit code 0 after everything is acknowledged, 1 when something could not be, 2 when it cannot start.
"""

import argparse
import sys
import time

import producer_odd
from avro_wire import Codec, latest_schema_id, register_schema
from producer_preload import ORDERS, REVIEWS, read_preload
from producer_send import KafkaException, Ledger, Sender, Unacknowledged
from producer_world import World

# After an outage the lost time is not made up beyond this: the rate stays a rate.
MOST_CATCH_UP_SECONDS = 1.0
LOOK_SECONDS = 0.1
FLOOD_AT_ONCE = 20


class Control:
    """The lines of a file that another process appends to; each is obeyed once, when it is complete."""

    def __init__(self, path):
        self.path = path
        self.read = 0
        self.looked_at = 0.0

    def new_lines(self):
        if time.monotonic() - self.looked_at < LOOK_SECONDS:
            return []
        self.looked_at = time.monotonic()
        try:
            with open(self.path, "rb") as file:
                file.seek(self.read)
                complete, _, _ = file.read().rpartition(b"\n")
        except FileNotFoundError:
            return []
        self.read += len(complete) + 1 if complete else 0
        return [line.strip() for line in complete.decode().split("\n") if line.strip()]


def obey(control, world):
    """(stop, floods, sprinkles): what the new lines ask for. Raises ValueError for a line that is not known."""
    stop, floods, sprinkles = False, [], []
    for line in control.new_lines():
        words = line.split()
        if words == ["stop"]:
            stop = True
        elif len(words) == 2 and words[0] == "poison" and words[1].isdigit():
            floods.append(world.flood(int(words[1])))
        elif len(words) == 2 and words[0] == "sprinkle" and words[1].isdigit():
            sprinkles.append(world.flood(int(words[1])))
        elif len(words) == 2 and words[0] == "odd" and words[1].isdigit():
            sprinkles.append(world.odd(int(words[1])))
        else:
            raise ValueError(f"{control.path} holds the line '{line}'; allowed: stop, poison N, sprinkle N, odd N")
    return stop, floods, sprinkles


def run(world, sender, control, rate):
    """Sends until told to stop."""
    floods, sprinkled = [], []
    due, clock = 0.0, time.monotonic()
    while True:
        stop, asked, sprinkles = obey(control, world)
        if stop:
            return
        floods.extend(asked)
        sprinkled.extend(sprinkles)
        now = time.monotonic()
        due, clock = min(due + (now - clock) * rate, rate * MOST_CATCH_UP_SECONDS), now
        if floods:
            flood(floods, sender, FLOOD_AT_ONCE)
        if due >= 1:
            sender.send(world.next())
            due -= 1
            if sprinkled:
                flood(sprinkled, sender, 1)
        else:
            sender.ledger.flush()
            sender.poll(0 if floods else min((1 - due) / rate, LOOK_SECONDS))


def flood(floods, sender, count):
    for _ in range(count):
        event = next(floods[0], None)
        if event is None:
            floods.pop(0)
            return
        sender.send(event)


def parse(arguments):
    parser = argparse.ArgumentParser(description="An independent paced producer for fault tests.")
    parser.add_argument("--bootstrap", required=True, metavar="HOST:PORT")
    parser.add_argument("--registry", required=True, metavar="URL", help="in front of /subjects")
    parser.add_argument("--schemas", required=True, metavar="DIR", help="the folder of the .avsc files")
    parser.add_argument("--seed", required=True, type=int)
    parser.add_argument("--rate", required=True, type=float, metavar="N", help="events per second")
    parser.add_argument("--control", required=True, metavar="FILE")
    parser.add_argument("--ledger", required=True, metavar="FILE", help="appended to")
    given = parser.parse_args(arguments)
    if not 0.1 <= given.rate <= 100_000:
        parser.error(f"--rate is {given.rate}; allowed: 0.1 to 100000")
    return given


def registered(registry_url):
    """Ids of the odd schemas; without one that the registry does not take."""
    ids = {}
    for name, schema in producer_odd.schemas().items():
        try:
            ids[name] = register_schema(registry_url, f"faults-{name}", schema)
        except LookupError as refused:
            print(f"producer: {refused}", file=sys.stderr, flush=True)
    return ids


def main(arguments):
    given = parse(arguments)
    ledger = Ledger(given.ledger)
    try:
        codecs = {topic: Codec(given.schemas, topic, latest_schema_id(given.registry, topic)) for topic in (ORDERS, REVIEWS)}
        odd_ids = registered(given.registry)
        world = World(read_preload(given.bootstrap, codecs), codecs, given.seed, odd_ids)
    except (LookupError, OSError, KafkaException) as trouble:
        print(f"producer: {trouble}", file=sys.stderr)
        return 2
    print(f"producer: goes on from {world.clock} ms of stream time with {len(world.templates.orders)} templates", file=sys.stderr, flush=True)
    sender = Sender(given.bootstrap, ledger)
    try:
        run(world, sender, Control(given.control), given.rate)
        sender.finish(patience_seconds=60)
    except (Unacknowledged, KafkaException, ValueError) as trouble:
        print(f"producer: {trouble}", file=sys.stderr)
        return 1
    finally:
        ledger.close()
    print(f"producer: {sender.acknowledged} records acknowledged", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
