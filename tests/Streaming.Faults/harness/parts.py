"""A part of the system under test as a process that can be started, stopped, killed and halted, always with the same ports and data."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

RESTART_PAUSE_SECONDS = 0.5
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


class HarnessError(Exception):
    """The run cannot go on; the message says why and where to look."""


def free_ports(count: int) -> list[int]:
    """Different loopback ports that the system says are free now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def die_with_parent() -> None:
    """What the harness has started dies with it. Called in the child, before it becomes the program."""
    _libc.prctl(DIE_WITH_PARENT, signal.SIGKILL)


@dataclass
class Part:
    """What to start and where it may write. A wanted part that ended is started again by tick()."""

    name: str
    command: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    restart_pause: float = 0.0
    process: subprocess.Popen | None = None
    wanted: bool = False
    asked: bool = False
    halted: bool = False
    started_at: float = 0.0
    ended_at: float = 0.0
    starts: int = 0
    unasked_ends: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_stopped(self) -> bool:
        """Halted by SIGSTOP, whoever sent it."""
        try:
            return self.running and Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        except (FileNotFoundError, ProcessLookupError):
            return False

    def start(self) -> None:
        """Starts the process and wants it from now on."""
        self.wanted, self.asked, self.halted = True, False, False
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder,
                env={**os.environ, **self.environment}, start_new_session=True, preexec_fn=die_with_parent)
        self.starts += 1
        self.started_at = time.time()

    def tell(self, line: str) -> None:
        """A line on the process's standard input; one that has ended hears nothing."""
        if self.running:
            try:
                self.process.stdin.write(line.encode() + b"\n")
                self.process.stdin.flush()
            except BrokenPipeError:
                pass

    def signal(self, number: int) -> None:
        if self.running:
            self.process.send_signal(number)

    def kill(self) -> None:
        """kill -9; tick() starts it again."""
        self.asked = True
        self.signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM; tick() starts it again while it is wanted."""
        self.asked = True
        self.signal(signal.SIGTERM)

    def halt(self) -> None:
        self.halted = True
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.halted = False
        self.signal(signal.SIGCONT)

    def stop(self, patience: float = 35.0) -> float:
        """Wants it no more, asks it to stop, kills it when that takes too long. Gives the seconds it took; patience exceeded is visible in them."""
        self.wanted = False
        since = time.monotonic()
        if self.halted:
            self.resume()
        self.terminate()
        if self.process is not None:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()
                self.process.wait()
        return time.monotonic() - since

    def tick(self, now: float) -> bool:
        """Notices an end and starts a wanted part again. True when it has just ended."""
        if self.process is None or self.process.poll() is None:
            return False
        ended = self.ended_at < self.started_at
        if ended:
            self.ended_at = now
            with contextlib.suppress(BrokenPipeError):  # a line that it was told and never read
                self.process.stdin.close()
            if not self.asked:
                self.unasked_ends.append(f"{self.name} ended on its own with exit code {self.process.returncode}: {self.last_words()}")
        if self.wanted and now - self.ended_at >= (self.restart_pause if self.asked else max(self.restart_pause, RESTART_PAUSE_SECONDS)):
            self.start()
        return ended

    def last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except FileNotFoundError:
            lines = []
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")[:300]
