"""The servers that the program under test relies on: Apache Kafka from KAFKA_HOME and PostgreSQL from the installed packages."""

from __future__ import annotations

import glob
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from confluent_kafka.admin import AdminClient

from parts import HarnessError, Part, free_ports, listens

QUORUM = """\
controller.quorum.voters=2@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""

CONTROLLER_SETTINGS = QUORUM + """\
process.roles=controller
node.id=2
listeners=CONTROLLER://127.0.0.1:{controller}
log.dirs={records}/controller
num.partitions=1
default.replication.factor=1
"""

BROKER_SETTINGS = QUORUM + """\
process.roles=broker
node.id=1
listeners=PLAINTEXT://127.0.0.1:{broker}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
inter.broker.listener.name=PLAINTEXT
log.dirs={records}/broker
min.insync.replicas=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
auto.create.topics.enable=false
delete.topic.enable=true
file.delete.delay.ms=1000
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=1
log.cleaner.dedupe.buffer.size=16777216
log.segment.bytes=67108864
"""

FENCED_AFTER_SECONDS = 4.0  # the session, and the controller's round over the sessions


class Kafka:
    """
    One broker and one controller on the loopback, each a process of its own: a broker that is killed is fenced before it comes back, as in a cluster.

    A broker that comes back within its own session takes up its transactions, is fenced a moment later, and then finds no leader for the partitions that a
    transaction has touched. Kafka 4.3 takes them for deleted and writes no marker into them: read-committed readers and the group's offsets stand still for good. Where the
    controller lives in the broker's process every restart after a kill is like that; with a controller of its own and FENCED_AFTER_SECONDS none is.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        broker, controller = free_ports(2)
        self.bootstrap = f"127.0.0.1:{broker}"
        folder.mkdir(parents=True)
        self.records = folder / "log"
        java = {"KAFKA_OPTS": "-XX:TieredStopAtLevel=1", "LOG_DIR": str(folder / "messages")}

        def part(name: str, settings: str, most_heap: str) -> Part:
            path = folder / f"{name}.properties"
            path.write_text(settings.format(broker=broker, controller=controller, records=self.records))
            return Part(name, [str(home / "bin/kafka-server-start.sh"), str(path)], folder, {**java, "KAFKA_HEAP_OPTS": f"-Xms64m -Xmx{most_heap}"})

        self.controller = part("controller", CONTROLLER_SETTINGS, "128m")
        self.part = part("kafka", BROKER_SETTINGS, "384m")

    def format(self) -> list[subprocess.Popen]:
        """Begins to prepare the data folders; to be waited for before the start."""
        cluster = "A" + secrets.token_urlsafe(16)[1:22]
        return [self._format(part, cluster) for part in (self.controller, self.part)]

    def _format(self, part: Part, cluster: str) -> subprocess.Popen:
        tool = [str(self.home / "bin/kafka-storage.sh"), "format", "-t", cluster, "-c", part.command[1]]
        with (self.folder / f"format-{part.name}.log").open("wb") as log:
            return subprocess.Popen(tool, stdout=log, stderr=log, env={**os.environ, **part.environment})

    def start(self) -> None:
        self.controller.start()
        self.part.start()

    def remove(self) -> None:
        """What both have stored."""
        shutil.rmtree(self.records, ignore_errors=True)

    def await_answer(self, patience: float = 60.0) -> None:
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "reconnect.backoff.max.ms": 200, "log_level": 0})
        until = time.monotonic() + patience
        while time.monotonic() < until and self.part.running and self.controller.running:
            try:
                if admin.list_topics(timeout=0.5).brokers:
                    return
            except Exception:  # noqa: S112: any answer but brokers means: not yet
                continue
        raise HarnessError(f"Kafka did not answer at {self.bootstrap} within {patience:.0f} s; see {self.part.log} and {self.controller.log}")


class Postgres:
    """A database server with a password of its own; as user postgres when root starts it, which PostgreSQL refuses to be."""

    USER = "streaming"

    def __init__(self, folder: Path) -> None:
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
        path = found[-1] if found else shutil.which("postgres")
        if path is None:
            raise HarnessError("No PostgreSQL server: neither /usr/lib/postgresql/*/bin/postgres nor postgres on the PATH. Run ops/install.sh")
        self.programs = Path(path).parent
        self.port = free_ports(1)[0]
        self.password = secrets.token_hex(16)
        # Under the system's temporary folder: the server's user must get through to it.
        self.data = Path(tempfile.mkdtemp(prefix="streaming-faults-"))
        self.prefix = self._become()
        command = [*self.prefix, str(self.programs / "postgres"), "-D", str(self.data / "cluster"), "-p", str(self.port),
                   "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=60",
                   "-c", "shared_buffers=32MB", "-c", "fsync=off", "-c", "jit=off"]
        self.part = Part("postgres", command, folder, {"HOME": str(self.data), "LC_ALL": "C"}, restart_pause=0.2)

    @property
    def connection(self) -> str:
        return f"Host=127.0.0.1;Port={self.port};Database=postgres;Username={self.USER}"

    def _become(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            raise HarnessError("PostgreSQL does not run as root, and there is no user postgres to run it as") from None
        os.chown(self.data, account.pw_uid, account.pw_gid)
        return ["setpriv", "--pdeathsig=KILL", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]

    def create(self) -> None:
        """Makes the data folder. Raises HarnessError with what initdb said."""
        secret = self.data / "password"
        secret.write_text(self.password)
        secret.chmod(0o600)
        if self.prefix:
            account = pwd.getpwnam("postgres")
            os.chown(secret, account.pw_uid, account.pw_gid)
        line = [*self.prefix, str(self.programs / "initdb"), "--pgdata", str(self.data / "cluster"), "--username", self.USER,
                "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"]
        made = subprocess.run(line, cwd=self.data, capture_output=True, text=True, env={**os.environ, "HOME": str(self.data), "LC_ALL": "C"})
        if made.returncode != 0:
            raise HarnessError(f"initdb failed ({made.returncode}): {made.stdout}{made.stderr}")

    def await_answer(self, patience: float = 30.0) -> None:
        until = time.monotonic() + patience
        while not listens(self.port):
            if time.monotonic() > until or not self.part.running:
                raise HarnessError(f"PostgreSQL did not listen on port {self.port} within {patience:.0f} s; see {self.part.log}")
            time.sleep(0.05)

    def execute(self, statement: str) -> subprocess.Popen:
        """Begins a statement as the server's owner; to be waited for."""
        line = [str(self.programs / "psql"), "--quiet", "--no-psqlrc", "--tuples-only", "--set", "ON_ERROR_STOP=1", "--command", statement,
                f"host=127.0.0.1 port={self.port} dbname=postgres user={self.USER}"]
        return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PGPASSWORD": self.password})

    def kill(self) -> None:
        """kill -9 of the server's first process; the others end by themselves when they notice."""
        self.part.kill()

    def remove(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
