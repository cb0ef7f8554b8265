#!/usr/bin/env python3
"""Checks an export of the audit trail by itself: Python's standard library, no database, no broker, none of the code that wrote it.

    ops/verify-export.py FILE [--earlier FILE]... [--anchor POSITION:HASH]...

Recomputes the hash of every event and the chain over all of them, and looks for gaps in the chain and in every stream. What was cut off at the end cannot be
seen from one file: --earlier compares with the heads that an earlier export ends with, --anchor with an entry of topic audit-anchors.
Exit code 0: whole; 1: broken, with a line for each finding, the first one first; 2: it is no export.
"""
import argparse
import hashlib
import json
import re
import sys

NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?")


class Number(str):
    """A number as it was written."""


def canonical(value):
    """One text for all JSON texts of the same meaning."""
    if isinstance(value, Number):
        sign, whole, fraction, power = NUMBER.fullmatch(value).groups()
        digits = whole + (fraction or "")
        power = int(power or 0) - len(fraction or "") + len(digits) - len(digits.rstrip("0"))
        digits = digits.strip("0")
        return sign + digits + (f"e{power}" if power else "") if digits else "0"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode())
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def read(path):
    """The first line, the lines of events, the last line."""
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line, parse_int=Number, parse_float=Number) for line in file]
    if not lines or lines[0].get("format") != "streaming-audit-export" or lines[0].get("version") != "1":
        raise ValueError("the first line is not that of an export of version 1")
    whole = len(lines) > 1 and lines[-1].get("end") is True
    return lines[0], lines[1:-1] if whole else lines[1:], lines[-1] if whole else None


def check(head, rows, end, findings):
    """Follows the chain; gives the hash at every position and at the last event of every stream."""
    hashes, streams = {0: hashlib.sha256(head["store"].encode()).hexdigest()}, {}
    position = 0
    for row in rows:
        event = row["event"]
        name = f"event {event['version']} of stream '{event['stream']}' (sequence {event['sequence']})" if event else "an event"
        if "position" not in row:
            findings.append(f"{name} has no link in the chain")
            continue
        before, position = position, int(row["position"])
        if position != before + 1:
            findings.append(f"position {before + 1}: the links up to {position - 1} are missing")
        elif hashlib.sha256(bytes.fromhex(hashes[before] + row["content"])).hexdigest() != row["hash"]:
            findings.append(f"position {position}: the link of {name} does not follow from the one before it")
        hashes[position] = row["hash"]
        if event is None:
            findings.append(f"position {position}: the event is missing")
            continue
        if hashlib.sha256(canonical(event).encode()).hexdigest() != row["content"]:
            findings.append(f"position {position}: {name} is not what was recorded")
        last, version = streams.get(event["stream"], (0, ""))[0], int(event["version"])
        if version != last + 1:
            findings.append(f"position {position}: stream '{event['stream']}' goes from event {last} to {version}")
        streams[event["stream"]] = (version, row["hash"])
    if end is None:
        findings.append(f"the last line is missing: the export was cut off after position {position}")
    else:
        compare(end, hashes, streams, "the last line", findings)
        if position > int(end["position"]):
            findings.append(f"the last line ends at position {end['position']}, the events at {position}")
        findings.extend(f"stream '{name}' is not in the last line" for name in streams.keys() - {stream["stream"] for stream in end["streams"]})
    return hashes, streams


def compare(end, hashes, streams, said_by, findings):
    """What somebody has said about the chain must still hold."""
    if hashes.get(int(end["position"])) != end["hash"]:
        findings.append(f"position {end['position']} is missing or has another hash than {said_by} says")
    for stream in end["streams"]:
        version, known = streams.get(stream["stream"], (0, None)), int(stream["version"])
        if version[0] < known:
            findings.append(f"stream '{stream['stream']}' has {version[0]} events; {said_by} says {known}")
        elif version[0] == known and version[1] != stream["hash"]:
            findings.append(f"stream '{stream['stream']}' has another hash at event {known} than {said_by} says")


def main():
    parser = argparse.ArgumentParser(description="Checks an export of the audit trail by itself.")
    parser.add_argument("file")
    parser.add_argument("--earlier", action="append", default=[], metavar="FILE")
    parser.add_argument("--anchor", action="append", default=[], metavar="POSITION:HASH")
    options = parser.parse_args()
    findings = []
    try:
        head, rows, end = read(options.file)
        hashes, streams = check(head, rows, end, findings)
        for path in options.earlier:
            earlier, _, said = read(path)
            if earlier["store"] != head["store"] or said is None:
                findings.append(f"{path} is an export of another store, or was cut off")
            else:
                compare(said, hashes, streams, path, findings)
        for position, expected in (anchor.split(":") for anchor in options.anchor):
            compare({"position": position, "hash": expected, "streams": []}, hashes, streams, "the anchor", findings)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        print(f"verify-export: {options.file} is no export of the audit trail: {problem!r}", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    print(f"{len(rows)} events, {len(streams)} streams, {len(findings)} findings, head {max(hashes)}:{hashes[max(hashes)]}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
