"""Synthetic tables and two models trained on them, kept for as long as the program that made them stays the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from parts import HarnessError

ORDERS = 2000
SEEDS = (11, 12)
MAKERS = ("streaming.dll", "Streaming.Contracts.dll", "Streaming.Features.dll", "Streaming.Marketplace.dll", "Streaming.Models.dll", "Streaming.Trainer.dll")


@dataclass(frozen=True)
class Model:
    path: Path
    sha256: str


@dataclass(frozen=True)
class Material:
    tables: Path
    models: tuple[Model, Model]


def prepare(programs: Path, config: Path, cache: Path) -> Material:
    """Takes the material from the cache, or makes it (some 30 s)."""
    digest = hashlib.sha256(f"{ORDERS} {SEEDS}".encode())
    for path in [*(programs / name for name in MAKERS), config / "config.yaml", config / "params.yaml"]:
        digest.update(path.read_bytes())
    folder = cache / f"material-{digest.hexdigest()[:16]}"
    if not folder.exists():
        for old in cache.glob("material-*"):
            shutil.rmtree(old, ignore_errors=True)
        unfinished = cache / f".material-{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for seed in SEEDS:
            tables = unfinished / f"tables-{seed}"
            _run(programs, unfinished, "generate", "--orders", str(ORDERS), "--seed", str(seed), "--out", str(tables))
            _run(programs, unfinished, "train", "--data", str(tables), "--out", str(unfinished / f"{seed}.model"), "--config", str(config))
        unfinished.rename(folder)
    models = [folder / f"{seed}.model" for seed in SEEDS]
    return Material(folder / f"tables-{SEEDS[0]}", tuple(Model(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in models))


def _run(programs: Path, folder: Path, *arguments: str) -> None:
    log = folder / "making.log"
    with log.open("ab") as output:
        ended = subprocess.run(["dotnet", str(programs / "streaming.dll"), *arguments], stdout=output, stderr=output)
    if ended.returncode != 0:
        raise HarnessError(f"streaming {' '.join(arguments)}: exit code {ended.returncode}\n{log.read_text(errors='replace')[-2000:]}")
