"""All parts of one run: Kafka, PostgreSQL, the registry, up to three scorers, and the commands of the program under test."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource

from material import Material
from part_servers import Kafka, Postgres
from parts import HarnessError, Part, free_ports, listens

HARNESS = Path(__file__).resolve().parent
ROOT = HARNESS.parents[2]
SCHEMAS = ROOT / "schemas"
GROUP = "satisfaction-scorer"
MOST_SCORERS = 3
INPUTS = ("order-delivered", "review-submitted")
INPUT_LETTERS = ("order-delivered-dlt", "order-delivered-redrives")
OUTPUTS = ("satisfaction-scored", "satisfaction-alerts-red", "satisfaction-alerts-yellow", "scoring-windows")
TIMESTAMP_LIMIT, ANY_TIMESTAMP, TOPIC_SOURCE = "message.timestamp.after.max.ms", "9223372036854775807", 1
TRANSACTION_TIMEOUT_MS = 10_000


@dataclass
class Promotion:
    decision: int
    sha256: str
    at: int
    refused: bool = False  # decided, and its artifact cannot be used: no order may name it


@dataclass
class World:
    """Servers live as long as the run; topics and scorers are made anew for every round."""

    programs: Path
    folder: Path
    material: Material
    kafka: Kafka = field(init=False)
    postgres: Postgres = field(init=False)
    registry: Part = field(init=False)
    scorers: list[Part] = field(init=False, default_factory=list)
    promotions: list[Promotion] = field(init=False, default_factory=list)
    starts: Path | None = field(init=False, default=None)  # where the outputs of the inputs that are there now begin; None: at their first record

    def __post_init__(self) -> None:
        home = os.environ.get("KAFKA_HOME")
        if not home or not Path(home, "bin/kafka-server-start.sh").exists():
            raise HarnessError("KAFKA_HOME does not name a folder with an Apache Kafka distribution (bin/kafka-server-start.sh)")
        self.kafka = Kafka(Path(home), self.folder / "kafka")
        self.postgres = Postgres(self.folder)
        self.registry_port = free_ports(1)[0]
        self.registry = Part("registry", self.faults("registry", "--port", str(self.registry_port)), self.folder, self.environment())
        self.parts = self.servers
        self.commands_log = self.folder / "commands.log"

    @property
    def servers(self) -> list[Part]:
        return [self.kafka.controller, self.kafka.part, self.postgres.part, self.registry]

    @property
    def registry_url(self) -> str:
        return f"http://127.0.0.1:{self.registry_port}"

    @property
    def bootstrap(self) -> str:
        return self.kafka.bootstrap

    def environment(self) -> dict[str, str]:
        return {
            "DOTNET_gcServer": "0",
            "DOTNET_TieredPGO": "0",
            "STREAMING__Kafka__BootstrapServers": self.kafka.bootstrap,
            "STREAMING__SchemaRegistry__Url": f"http://127.0.0.1:{self.registry_port}",
            "STREAMING__Postgres__ConnectionString": self.postgres.connection,
            "STREAMING__Postgres__Password": self.postgres.password,
            "STREAMING__Listen__Port": "0",
            "STREAMING__Scorer__GroupId": GROUP,
            "STREAMING__Scorer__TransactionTimeoutMs": str(TRANSACTION_TIMEOUT_MS),
        }

    def streaming(self, *arguments: str) -> list[str]:
        return ["dotnet", str(self.programs / "streaming.dll"), *arguments]

    def faults(self, *arguments: str) -> list[str]:
        return ["dotnet", str(self.programs / "Streaming.Faults.dll"), *arguments]

    def begin(self, *arguments: str) -> subprocess.Popen:
        """Starts a command of the program under test; end() takes its answer."""
        with self.commands_log.open("ab") as errors:
            errors.write(f"$ streaming {' '.join(arguments)}\n".encode())
            errors.flush()
            return subprocess.Popen(
                self.streaming(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT,
                env={**os.environ, **self.environment()})

    def end(self, command: subprocess.Popen, patience: float = 120.0) -> str:
        """What the command wrote. Raises HarnessError when it failed."""
        output, _ = command.communicate(timeout=patience)
        if command.returncode != 0:
            raise HarnessError(f"{' '.join(command.args[2:])}: exit code {command.returncode}; see {self.commands_log}")
        return output

    def call(self, *arguments: str) -> str:
        return self.end(self.begin(*arguments))

    def start_servers(self) -> None:
        """Kafka and PostgreSQL side by side, then the registry, the topics and the first model in service."""
        formatting = self.kafka.format()
        self.postgres.create()
        self.postgres.part.start()
        if any(tool.wait(60) != 0 for tool in formatting):
            raise HarnessError(f"Kafka's storage could not be formatted; see format-*.log in {self.kafka.folder}")
        self.kafka.start()
        self.postgres.await_answer()
        self.registry.start()
        self.kafka.await_answer()
        self.await_registry()
        self.create_topics()

    def create_topics(self) -> None:
        """The topics of the table, but taking any timestamp, as brokers before Kafka 4 do."""
        self.call("topics", "create")
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in INPUTS]
        for resource, described in zip(resources, admin.describe_configs(resources).values(), strict=True):
            for name, entry in described.result(30).items():
                if entry.source == TOPIC_SOURCE and name != TIMESTAMP_LIMIT:
                    resource.set_config(name, entry.value)
            resource.set_config(TIMESTAMP_LIMIT, ANY_TIMESTAMP)
        for altered in admin.alter_configs(resources).values():
            altered.result(30)

    def ends_of(self, topics: list[str]) -> dict[str, dict[int, int]]:
        """The next offset of each partition."""
        reader = Consumer({"bootstrap.servers": self.bootstrap, "group.id": "faults-ends", "log_level": 0})
        try:
            return {topic: {partition: reader.get_watermark_offsets(TopicPartition(topic, partition), timeout=30)[1]
                            for partition in reader.list_topics(topic, timeout=30).topics[topic].partitions} for topic in topics}
        finally:
            reader.close()

    def await_registry(self, patience: float = 30.0) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if listens(self.registry_port):
                try:
                    with urllib.request.urlopen(self.registry_url + "/subjects", timeout=2) as answer:
                        json.load(answer)
                    return
                except (urllib.error.URLError, OSError):
                    pass
            time.sleep(0.05)
        raise HarnessError(f"The registry did not answer at {self.registry_url} within {patience:.0f} s; see {self.registry.log}")

    def renew_topics(self, topics: list[str]) -> None:
        """Empty topics under the old names, between two rounds on the same servers; the group's offsets go with them."""
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        self.starts = self.starts if set(topics).isdisjoint(OUTPUTS) else None
        for deleted in admin.delete_topics([name for name in topics if name in admin.list_topics(timeout=10).topics], operation_timeout=30).values():
            deleted.result(30)
        until = time.monotonic() + 30
        while any(name in admin.list_topics(timeout=10).topics for name in topics):
            if time.monotonic() > until:
                raise HarnessError(f"Topics are still there 30 s after they were deleted at {self.bootstrap}")
            time.sleep(0.1)
        self.create_topics()

    def remake_inputs(self, path: Path) -> None:
        """Deletes the inputs, their dead letters and redrives and makes them anew under running scorers; writes down where the outputs stand."""
        path.write_text(json.dumps(self.ends_of(OUTPUTS)) + "\n")
        self.starts = path
        self.renew_topics([*INPUTS, *INPUT_LETTERS])

    def preload(self) -> None:
        """The history that the models know, as records: what live events go on from."""
        self.call("replay", "--data", str(self.material.tables))

    def make_scorers(self, folder: Path, bug: str | None) -> None:
        arguments = ["scorer", *(["--bug", bug] if bug else [])]
        self.scorers = []
        for number in range(1, MOST_SCORERS + 1):
            own = {"STREAMING__Scorer__InstanceId": f"scorer-{number}", "STREAMING__Scorer__ArtifactCache": str(folder / f"artifacts-{number}"),
                   "STREAMING__Scorer__HistoryFolder": str(folder / f"histories-{number}"), "STREAMING__Scorer__SnapshotMinutes": "1"}
            self.scorers.append(Part(f"scorer-{number}", self.faults(*arguments), folder, {**self.environment(), **own}))
        self.parts = [*self.servers, *self.scorers]

    def readiness(self, scorer: Part) -> str:
        """What a scorer says of itself at /health/ready."""
        addresses = re.findall(r"Listening on (http://\S+?)/?: ", scorer.log.read_text(errors="replace"))
        if not addresses:
            return scorer.last_words()
        try:
            with urllib.request.urlopen(addresses[-1] + "/health/ready", timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as not_ready:
            return not_ready.read().decode()
        except OSError as silent:
            return f"{silent}; {scorer.last_words()}"

    @property
    def serving(self) -> Promotion:
        """The newest decision that can be followed."""
        return next(promotion for promotion in reversed(self.promotions) if not promotion.refused)

    @property
    def wanted_scorers(self) -> list[Part]:
        return [scorer for scorer in self.scorers if scorer.wanted]

    def stop(self, keep: bool) -> None:
        """Ends everything that this run started; what the broker has stored goes with it unless it is to be kept."""
        for part in reversed(self.parts):
            part.wanted = False
            if part.halted:
                part.resume()
            part.terminate()
        for part in reversed(self.parts):
            part.stop(10)
        self.postgres.remove()
        if not keep:
            self.kafka.remove()
