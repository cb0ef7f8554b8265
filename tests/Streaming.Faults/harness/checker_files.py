"""The files that a check starts from: acknowledged records, promotions, and batch scores per model."""

import bisect
import csv
import json
import struct
from dataclasses import dataclass

DOUBLE = struct.Struct(">d")


class BadFile(Exception):
    """A file that cannot be used; names the file, the line and what is wrong."""


def json_lines(path, required):
    """The objects of a file of JSON lines. A last line that is still being written is left out."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    complete = text[:text.rfind("\n") + 1]
    for number, line in enumerate(complete.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            missing = [name for name in required if name not in entry]
        except (ValueError, TypeError) as error:
            raise BadFile(f"{path} line {number}: {error}") from None
        if missing:
            raise BadFile(f"{path} line {number} lacks {', '.join(missing)}")
        yield entry


def read_ledger(path):
    return list(json_lines(path, ("topic", "partition", "offset", "key", "kind")))


class Promotions:
    """Which decision put which model into service, and which one must be in service at a time."""

    LONGEST_RUN_MS = 86_400_000
    EARLIEST_MS = 1_000_000_000_000  # of this century: seconds would be far below

    def __init__(self, entries):
        entries = [entry for entry in entries if not entry.get("refused")]
        self.models = {entry["decision"]: entry["sha256"] for entry in entries}
        self.times, self.newest = [], []
        for entry in sorted(entries, key=lambda entry: entry["at"]):
            self.times.append(entry["at"])
            self.newest.append(max(entry["decision"], self.newest[-1] if self.newest else entry["decision"]))

    @classmethod
    def read(cls, path):
        entries = list(json_lines(path, ("decision", "sha256", "at")))
        for entry in entries:
            if entry["at"] < cls.EARLIEST_MS:
                raise BadFile(f"{path}: at is {entry['at']}; expected milliseconds since 1970")
        return cls(entries)

    def required(self, timestamp_ms, grace_seconds):
        """The oldest decision that an order produced then may name; 0 while none is due, and for a time that lies outside of the run."""
        if not self.times or abs(timestamp_ms - self.times[-1]) > self.LONGEST_RUN_MS:
            return 0
        due = bisect.bisect_left(self.times, timestamp_ms - grace_seconds * 1000)
        return self.newest[due - 1] if due else 0


@dataclass(slots=True)
class BatchScore:
    """A row of both files of one model; the bits are big-endian."""
    probability: bytes
    tier: str
    answered: bool
    vector: bytes


def read_scores(scores_path, vectors_path):
    """Batch scores by (partition, offset)."""
    rows = {}
    for row in _rows(scores_path, ("input_partition", "input_offset", "probability", "tier", "answered_before_delivery")):
        place = int(row["input_partition"]), int(row["input_offset"])
        rows[place] = BatchScore(DOUBLE.pack(float(row["probability"])), row["tier"], row["answered_before_delivery"] == "true", b"")
    with open(vectors_path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines, [])
        if names[:3] != ["order_id", "input_partition", "input_offset"]:
            raise BadFile(f"{vectors_path} begins with the columns {names[:3]}; expected order_id, input_partition, input_offset: score with --coordinates")
        for line in lines:
            row = rows.get((int(line[1]), int(line[2])))
            if row is None:
                raise BadFile(f"{vectors_path} holds {line[0]} at {line[1]}@{line[2]}, which {scores_path} does not")
            row.vector = bytes.fromhex("".join(line[3:]))
    return rows


def _rows(path, required):
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        missing = [name for name in required if name not in (lines.fieldnames or [])]
        if missing:
            raise BadFile(f"{path} lacks the columns {', '.join(missing)}: score with --coordinates")
        yield from lines
