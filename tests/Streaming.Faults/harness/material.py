"""Synthetic tables and three models trained on them, kept for as long as the program that made them stays the same.

All models are trained on the same tables, which are also the preload: a scorer starts from the histories of its model's artifact, a batch from
nothing, and only the same events make the two equal. For the same reason the tables hold no more days than histories remember (400).
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from parts import HarnessError, die_with_parent

ORDERS = 3500
TABLES_SEED = 11
TRAINING_SEEDS = (1, 2, 3)
DAYS = 330  # of purchases; deliveries and reviews come up to two months later
ORDERS_TABLE, CUSTOMERS_TABLE = "olist_orders_dataset.csv", "olist_customers_dataset.csv"
BY_ORDER = ("olist_order_items_dataset.csv", "olist_order_payments_dataset.csv", "olist_order_reviews_dataset.csv")
MAKERS = (
    "streaming.dll", "Streaming.Contracts.dll", "Streaming.Features.dll", "Streaming.Marketplace.dll", "Streaming.Models.dll",
    "Streaming.Training.dll", "Streaming.Retraining.dll",
)


@dataclass(frozen=True)
class Model:
    path: Path
    sha256: str


@dataclass(frozen=True)
class Material:
    tables: Path
    models: tuple[Model, Model]
    doomed: Model  # whose stored copy is damaged or missing, so that no scorer can ever serve it


def prepare(programs: Path, config: Path, cache: Path) -> Material:
    """Takes the material from the cache, or makes it (some 20 s)."""
    digest = hashlib.sha256(Path(__file__).read_text().encode())
    for path in [*(programs / name for name in MAKERS), config / "config.yaml", config / "params.yaml"]:
        digest.update(path.read_bytes())
    folder = cache / f"material-{digest.hexdigest()[:16]}"
    if not folder.exists():
        for old in cache.glob("material-*"):
            shutil.rmtree(old, ignore_errors=True)
        unfinished = cache / f".material-{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        tables = unfinished / "tables"
        _end(_begin(programs, unfinished, "generate", "--orders", str(ORDERS), "--seed", str(TABLES_SEED), "--out", str(tables)), unfinished)
        _keep_last_days(tables)
        training = [
            _begin(programs, unfinished, "train", "--data", str(tables), "--seed", str(seed), "--out", str(unfinished / f"{seed}.model"), "--config", str(config))
            for seed in TRAINING_SEEDS]
        for command in training:
            _end(command, unfinished)
        unfinished.rename(folder)
    models = [folder / f"{seed}.model" for seed in TRAINING_SEEDS]
    *usable, doomed = (Model(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in models)
    return Material(folder / "tables", tuple(usable), doomed)


def _keep_last_days(tables: Path) -> None:
    orders = _rows(tables / ORDERS_TABLE)
    bought = [datetime.datetime.fromisoformat(order["order_purchase_timestamp"]) for order in orders]
    first = max(bought) - datetime.timedelta(days=DAYS)
    kept = [order for order, at in zip(orders, bought, strict=True) if at >= first]
    _write(tables / ORDERS_TABLE, kept)
    ids, customers = {order["order_id"] for order in kept}, {order["customer_id"] for order in kept}
    for name in BY_ORDER:
        _write(tables / name, [row for row in _rows(tables / name) if row["order_id"] in ids])
    _write(tables / CUSTOMERS_TABLE, [row for row in _rows(tables / CUSTOMERS_TABLE) if row["customer_id"] in customers])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _begin(programs: Path, folder: Path, *arguments: str) -> subprocess.Popen:
    with (folder / "making.log").open("ab") as output:
        return subprocess.Popen(["dotnet", str(programs / "streaming.dll"), *arguments], stdout=output, stderr=output, preexec_fn=die_with_parent)


def _end(command: subprocess.Popen, folder: Path) -> None:
    if command.wait() != 0:
        log = folder / "making.log"
        raise HarnessError(f"streaming {' '.join(command.args[2:])}: exit code {command.returncode}\n{log.read_text(errors='replace')[-2000:]}")
