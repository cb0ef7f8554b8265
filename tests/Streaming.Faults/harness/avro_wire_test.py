"""The compiled reader and writer against python3-avro, on random records of every contract."""

import io
import json
import os
import random
import unittest

import avro.io
import avro.schema

import avro_wire
from avro_wire import Codec, Undecodable

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "schemas")
NAMES = ["order-delivered", "review-submitted", "satisfaction-scored", "satisfaction-alert", "scoring-window"]


def random_value(schema, rnd):
    if isinstance(schema, list):
        return None if rnd.random() < 0.3 else random_value(schema[1], rnd)
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind == "record":
        return {field["name"]: random_value(field["type"], rnd) for field in schema["fields"]}
    if kind == "array":
        return [random_value(schema["items"], rnd) for _ in range(rnd.randrange(4))]
    if kind == "int":
        return rnd.choice([0, -1, 1, 63, 64, 2**31 - 1, -2**31, rnd.randrange(10**6)])
    if kind == "long":
        return rnd.choice([0, -1, 2**63 - 1, -2**63, rnd.randrange(-10**15, 10**15)])
    if kind == "string":
        return rnd.choice(["", "a", "ação", "x" * 200, "é" * 1500])
    if kind == "boolean":
        return rnd.random() < 0.5
    return rnd.choice([0.0, 0.5, -1.25, 1e9]) if kind == "float" else rnd.choice([0.0, 0.1, -1 / 3, 1e300])


def as_values(record):
    """Arrays of floats as lists, so that the two decoders can be compared."""
    return {name: list(value) if type(value).__name__ == "array" else value for name, value in record.items()}


class AvroWireTest(unittest.TestCase):
    def each(self):
        rnd = random.Random(7)
        for name in NAMES:
            codec = Codec(SCHEMAS, name, 5)
            for _ in range(30):
                yield codec, random_value(codec.schema, rnd)

    @staticmethod
    def reference(codec):
        """python3-avro's own idea of the schema, without the logical types, whose Python values are others."""
        return avro.schema.parse(json.dumps(codec.schema).replace('"logicalType"', '"was"'))

    def test_writes_what_the_reference_writes(self):
        for codec, record in self.each():
            out = io.BytesIO()
            avro.io.DatumWriter(self.reference(codec)).write(record, avro.io.BinaryEncoder(out))
            self.assertEqual(b"\0\0\0\0\5" + out.getvalue(), codec.encode(record), codec.name)

    def test_reads_what_the_reference_reads(self):
        for codec, record in self.each():
            value = codec.encode(record)
            expected = avro.io.DatumReader(self.reference(codec)).read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))
            self.assertEqual(expected, as_values(codec.decode(value)), codec.name)

    def test_every_cut_and_every_addition_is_refused(self):
        for codec, record in self.each():
            value = codec.encode(record)
            for cut in {0, 1, 4, 5, len(value) // 2, len(value) - 1}:
                self.assertRaises(Undecodable, codec.decode, value[:cut])
            self.assertRaises(Undecodable, codec.decode, value + b"\0")

    def test_random_damage_is_decoded_or_refused_and_nothing_else(self):
        rnd = random.Random(3)
        refused = 0
        for codec, record in self.each():
            value = bytearray(codec.encode(record))
            value[rnd.randrange(5, len(value))] ^= 1 << rnd.randrange(8)
            try:
                codec.decode(bytes(value))
            except Undecodable:
                refused += 1
        self.assertGreater(refused, 0)

    def test_float_bits_survive_the_reading(self):
        codec = Codec(SCHEMAS, "satisfaction-scored", 5)
        rnd = random.Random(1)
        record = random_value(codec.schema, rnd)
        record["feature_vector"] = [float("nan"), -0.0, 1.5]
        value = codec.encode(record)
        bits = codec.decode(value)["feature_vector"].tobytes()
        self.assertIn(bits, value)
        self.assertEqual(12, len(bits))

    def test_an_array_in_several_blocks_is_read_whole(self):
        codec = Codec(SCHEMAS, "review-submitted", 5)
        record = random_value(codec.schema, random.Random(2))
        record.update(seller_ids=["a", "b"], product_ids=[])
        whole = codec.encode(record)
        # one block of two elements, and the same as a sized block of one and a plain block of one
        self.assertEqual(record, codec.decode(whole.replace(b"\4\2a\2b\0\0", b"\1\4\2a\2\2b\0\0", 1)))

    def test_another_schema_id_and_another_magic_byte_are_refused(self):
        codec = Codec(SCHEMAS, "review-submitted", 5)
        value = codec.encode(random_value(codec.schema, random.Random(2)))
        self.assertRaises(Undecodable, Codec(SCHEMAS, "review-submitted", 6).decode, value)
        self.assertRaises(Undecodable, codec.decode, b"\1" + value[1:])
        self.assertRaises(Undecodable, codec.decode, None)
        self.assertEqual(5, avro_wire.frame_of(value))


if __name__ == "__main__":
    unittest.main()
