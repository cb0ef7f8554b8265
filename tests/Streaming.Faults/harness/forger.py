"""Writes garbage and forged records onto the topics that scorers follow beside the inputs. Everything here bears the header FORGED."""

from __future__ import annotations

import random
from pathlib import Path

from confluent_kafka import Producer

from avro_wire import Codec, latest_schema_id

FORGED = ("forged", b"1")
PROMOTIONS, WINDOWS, REDRIVES, ANCHORS = "model-promotions", "scoring-windows", "order-delivered-redrives", "audit-anchors"
ABSURD_NUMBER = 2**62


class Forger:
    """Hands over and does not wait: a broker that is away gets the records later."""

    def __init__(self, bootstrap: str, registry_url: str, schemas: Path, seed: int) -> None:
        self._dice = random.Random(f"forger-{seed}")
        self._promotions = Codec(str(schemas), "model-promoted", latest_schema_id(registry_url, PROMOTIONS))
        # One record a batch: of a compacted topic the broker refuses a record without a key, and the whole batch with it.
        self._producer = Producer({"bootstrap.servers": bootstrap, "client.id": "forger", "linger.ms": 0, "batch.num.messages": 1, "log_level": 0})
        self.sent, self.taken = 0, 0

    def garbage(self) -> None:
        """Each kind on each topic once."""
        for topic in (PROMOTIONS, WINDOWS, REDRIVES, ANCHORS):
            for value in (None, b"", b"\0", b"text", b"\0" + self._dice.randbytes(40), self._dice.randbytes(2_000), b"\0\x7f\xff\xff\xff" + self._dice.randbytes(60),
                          b'{"head": "' + b"f" * 64 + b'", "up_to": 99999999999}', b"[" * 100_000):
                self._send(topic, self._dice.choice([b"", b"key", self._dice.randbytes(9), b"customer-satisfaction/1"]), value)

    def promotion(self, number: int, sha256: str) -> None:
        """A decision that nobody made."""
        event = {"event_id": f"forged-{self.sent}", "version": 1, "recorded_at": 1_500_000_000_000_000, "model_name": "customer-satisfaction",
                 "model_version": "forged", "model_sha256": sha256, "decision_number": number, "kind": "promoted", "decided_by": "nobody", "why": "forged"}
        self._send(PROMOTIONS, f"customer-satisfaction/{number}".encode(), self._promotions.encode(event))

    def promotions(self, known_sha256: str) -> None:
        """Numbers and hashes that cannot be."""
        unknown = self._dice.randbytes(32).hex()
        for number, sha256 in ((ABSURD_NUMBER, known_sha256), (ABSURD_NUMBER + 1, unknown), (-1, known_sha256), (0, unknown), (10**6, "no hash"), (10**6, known_sha256.upper())):
            self.promotion(number, sha256)

    def _send(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        self.sent += 1
        self._producer.produce(topic, value, key, headers=[FORGED], on_delivery=self._reported)
        self._producer.poll(0)

    def _reported(self, error: object, _: object) -> None:
        self.taken += error is None

    def finish(self) -> int:
        """How many could not be handed over within half a minute."""
        return self._producer.flush(30)
