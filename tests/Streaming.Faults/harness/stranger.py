"""A stranger in the scoring group: joins, holds its share for a moment and leaves, so many times as told, without committing anything.

A process of its own, because the client can fail an assertion when it leaves in the middle of a rebalance (rd_kafka_sticky_assignor_state_destroy, librdkafka
2.0.2): a member that dies without a word is one more fault, and not the end of the run.
"""

from __future__ import annotations

import argparse
import time

from confluent_kafka import Consumer

DWELL_SECONDS = 1.2
JOIN_PATIENCE_SECONDS = 20.0


def join_and_leave(bootstrap: str, group: str, topic: str) -> None:
    """Stays for the dwell time, and at least until the group has taken it in."""
    joined: list[bool] = []
    member = Consumer({
        "bootstrap.servers": bootstrap, "group.id": group, "client.id": "stranger", "enable.auto.commit": False,
        "partition.assignment.strategy": "cooperative-sticky", "session.timeout.ms": 6000, "auto.offset.reset": "earliest", "log_level": 0})
    member.subscribe([topic], on_assign=lambda *_: joined.append(True))
    since = time.monotonic()
    while (waited := time.monotonic() - since) < DWELL_SECONDS or not joined and waited < JOIN_PATIENCE_SECONDS:
        member.poll(0.1)
    member.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--group", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--times", type=int, required=True)
    options = parser.parse_args()
    for _ in range(options.times):
        join_and_leave(options.bootstrap, options.group, options.topic)


if __name__ == "__main__":
    main()
