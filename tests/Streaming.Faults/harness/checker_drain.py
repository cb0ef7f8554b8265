"""Whether everything that must come out is out: reads only what is new since the last look, as a state file remembers."""

import os
import pickle
from collections import Counter

from avro_wire import Undecodable
from checker_deadletters import DLT_TOPIC, OFFSET, PARTITION
from checker_expect import IGNORED, SCORED, Fates, read_input
from checker_outputs import SCORED_TOPIC

INPUT_TOPIC = "order-delivered"


class Drain:
    def __init__(self, parking):
        self.positions = {INPUT_TOPIC: {}, SCORED_TOPIC: {}, DLT_TOPIC: {}}
        self.fates = Fates(parking)
        self.waiting = Counter()

    def look(self, topics, codecs):
        """The number of results that are still to come."""
        inputs = [read_input(record, codecs[INPUT_TOPIC]) for record in topics.records(INPUT_TOPIC, self.positions[INPUT_TOPIC])]
        for entry in self.fates.decide(inputs):
            if entry.fate != IGNORED:
                self.waiting[entry.fate == SCORED, entry.place] += 1
        for record in topics.records(SCORED_TOPIC, self.positions[SCORED_TOPIC]):
            self.arrived(True, scored_place(record, codecs[SCORED_TOPIC]))
        for record in topics.records(DLT_TOPIC, self.positions[DLT_TOPIC]):
            headers = dict(record.headers)
            self.arrived(False, (int.from_bytes(headers.get(PARTITION) or b"", "big"), int.from_bytes(headers.get(OFFSET) or b"", "big")))
        return sum(count for count in self.waiting.values() if count > 0)

    def arrived(self, is_score, place):
        """One more than expected may be a record that was read too early, or a duplicate: not of interest here, and never below -1."""
        expected = self.waiting[is_score, place]
        if expected == 1:
            del self.waiting[is_score, place]
        else:
            self.waiting[is_score, place] = -1


def scored_place(record, codec):
    try:
        scored = codec.decode(record.value)
    except Undecodable:
        return None
    return scored["input_partition"], scored["input_offset"]


def load(path, parking):
    """The state of the last look; a new one when there is none, or when it was under the other rule of parking."""
    if os.path.exists(path):
        with open(path, "rb") as file:
            drain = pickle.load(file)
        if drain.fates.parking == parking:
            return drain
    return Drain(parking)


def save(drain, path):
    with open(path + ".new", "wb") as file:
        pickle.dump(drain, file, protocol=pickle.HIGHEST_PROTOCOL)
    os.replace(path + ".new", path)
