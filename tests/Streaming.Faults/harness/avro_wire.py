"""Confluent's wire format: 0x00, the schema's id as 4 bytes, big-endian, and the Avro record."""

import json
import os
import struct
import urllib.error
import urllib.request

from avro_wire_compile import Undecodable, compile_reader, compile_writer

FRAME = struct.Struct(">bi")


class Codec:
    """Reads and writes the records of one schema file. The schema's id is known to a writer; a reader may leave it None and accept any."""

    def __init__(self, schemas_folder, schema_name, schema_id=None):
        path = os.path.join(schemas_folder, schema_name + ".avsc")
        with open(path, encoding="utf-8") as file:
            self.schema = json.load(file)
        self.name = schema_name
        self.schema_id = schema_id
        self._read = compile_reader(self.schema)
        self._write = compile_writer(self.schema)

    def encode(self, record):
        """The record in the wire format, under this codec's schema id."""
        return FRAME.pack(0, self.schema_id) + self._write(record)

    def encode_in_blocks(self, record):
        """The same with a block for each element of its lists: rare, and legal."""
        return FRAME.pack(0, self.schema_id) + compile_writer(self.schema, one_row_blocks=True)(record)

    def decode(self, value):
        """The record as a dict. Raises Undecodable for anything that is not exactly one record in a frame."""
        schema_id = frame_of(value)
        if self.schema_id is not None and schema_id != self.schema_id:
            raise Undecodable(f"schema id {schema_id}; {self.name} has {self.schema_id}")
        try:
            record, end = self._read(value, FRAME.size)
        except (IndexError, struct.error):
            raise Undecodable(f"{self.name}: the record ends early, after {len(value)} bytes") from None
        except UnicodeDecodeError as error:
            raise Undecodable(f"{self.name}: {error}") from None
        if end != len(value):
            raise Undecodable(f"{self.name}: {len(value) - end} bytes follow the record")
        return record


def frame_of(value):
    """The schema id of a value in the wire format. Raises Undecodable for anything else."""
    if value is None or len(value) < FRAME.size:
        raise Undecodable("no value" if value is None else f"a value of {len(value)} bytes, shorter than the frame")
    magic, schema_id = FRAME.unpack_from(value)
    if magic != 0:
        raise Undecodable(f"the value begins with 0x{value[0]:02x}, not 0x00")
    return schema_id


def register_schema(registry_url, subject, schema, timeout_seconds=10):
    """The id of a schema registered under a subject. Raises LookupError naming both."""
    url = f"{registry_url.rstrip('/')}/subjects/{subject}/versions"
    body = json.dumps({"schema": json.dumps(schema)}).encode()
    try:
        asked = urllib.request.Request(url, body, {"Content-Type": "application/vnd.schemaregistry.v1+json"})
        with urllib.request.urlopen(asked, timeout=timeout_seconds) as answer:
            return int(json.load(answer)["id"])
    except urllib.error.HTTPError as refused:
        raise LookupError(f"{url}: {refused.code} {refused.read()[:500]!r}") from refused
    except (urllib.error.URLError, OSError, ValueError, KeyError) as trouble:
        raise LookupError(f"{url}: {trouble}") from trouble


def latest_schema_id(registry_url, topic, timeout_seconds=10):
    """The id of the newest schema of the topic's values. Raises LookupError naming the subject and the registry."""
    url = f"{registry_url.rstrip('/')}/subjects/{topic}-value/versions/latest"
    try:
        with urllib.request.urlopen(url, timeout=timeout_seconds) as answer:
            return int(json.load(answer)["id"])
    except (urllib.error.URLError, OSError, ValueError, KeyError) as trouble:
        raise LookupError(f"{url}: no schema id of subject {topic}-value: {trouble}") from trouble
