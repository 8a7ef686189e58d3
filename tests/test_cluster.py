"""`rasd extract` on a Dask cluster of separate processes, and in Parquet: the same bytes as without."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_cli import run

from commands import cluster, pieces
from extract.readers import read

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "reports.jsonl"
MODULE = {"scheduler": "distributed.cli.dask_scheduler", "worker": "distributed.cli.dask_worker"}


@contextmanager
def process(kind, folder, *words):
    """Start a part of a cluster: a process of its own that reads with the code of this checkout."""
    with (folder / f"{kind}.log").open("ab") as log:
        command = [sys.executable, "-m", MODULE[kind], *words, "--no-dashboard"]
        started = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def worker(address, folder):
    with process("worker", folder, address, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1") as started:
        yield started


@contextmanager
def scheduler(folder):
    where = folder / "scheduler.json"
    with process("scheduler", folder, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where)) as started:
        while not where.exists():
            assert started.poll() is None, (folder / "scheduler.log").read_text()
            time.sleep(0.05)
        yield json.loads(where.read_text())["address"]


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    """Address of a scheduler with two workers, and the two processes."""
    folder = tmp_path_factory.mktemp("dask")
    with scheduler(folder) as address, worker(address, folder) as one, worker(address, folder) as other:
        yield address, one, other


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "BATCH", 4)
    monkeypatch.setattr(pieces, "PIECES_IN_PART", 10)


@pytest.fixture
def articles(tmp_path):
    """The samples as Parquet, with an article that cannot be read."""
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    rows[7]["text"] = ""
    path = tmp_path / "articles.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def files(path):
    return {file.name: file.read_bytes() for file in (sorted(path.iterdir()) if path.is_dir() else [path])}


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("name", ["found.jsonl", "found.parquet", "found/"])
def test_a_cluster_writes_the_bytes_that_one_process_writes(dask, articles, tmp_path, name):
    for folder, words in (("alone", ()), ("many", ("--scheduler", dask[0]))):
        (tmp_path / folder).mkdir()
        _, said = run("extract", articles, *words, "--out", f"{tmp_path / folder}/{name}")
        assert "articles.parquet row 8: text is missing" in said
        assert said.endswith("95 articles, 1 of them could not be read\n")
    alone, many = (files(tmp_path / folder / name) for folder in ("alone", "many"))
    assert alone == many
    assert len(alone) == (3 if name == "found/" else 1)


@pytest.mark.usefixtures("small_pieces")
def test_parquet_says_what_json_lines_say(articles, tmp_path):
    for name in ("found.jsonl", "found.parquet", "found/"):
        run("extract", articles, "-o", f"{tmp_path}/{name}")
    lines = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text("utf-8").splitlines()]
    for name in ("found.parquet", "found"):
        rows = pq.read_table(tmp_path / name).to_pylist()
        assert [{key: row[key] for key in line} for row, line in zip(rows, lines, strict=True)] == lines
    assert [row["error"] for row in rows if row["error"]] == ["articles.parquet row 8: text is missing or empty"]


def test_a_worker_with_other_rules_is_refused(dask, articles, tmp_path, monkeypatch):
    mine = cluster.versions()
    monkeypatch.setattr(cluster, "versions", lambda: mine | {"rules": "1.0-other"})
    _, said = run("extract", articles, "--scheduler", dask[0], "-o", tmp_path / "found.jsonl", code=1)
    assert f"has rules {mine['rules']} instead of 1.0-other; install the same version" in said
    assert not (tmp_path / "found.jsonl").exists()


@pytest.mark.usefixtures("small_pieces")
def test_a_worker_that_is_killed_midway_costs_nothing(dask, articles):
    address, victim, _ = dask
    expected = [pieces.read_batch(batch, parquet=False) for batch in pieces.batches(read(articles))]
    found = []
    for piece in cluster.read_on(address, pieces.batches(read(articles)), parquet=False):
        found.append(piece)
        if len(found) == 3:
            os.kill(victim.pid, signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    assert found == expected
    assert len(found) > 20


def test_without_a_scheduler_or_its_package_the_way_out_is_told(articles, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    assert "no scheduler answers there" in run("extract", articles, "--scheduler", "tcp://127.0.0.1:9", code=1)[1]
    assert "no scheduler answers there" in run("extract", articles, "--scheduler", "nonsense://x", code=1)[1]
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install distributed" in run("extract", articles, "--scheduler", "tcp://127.0.0.1:9", code=1)[1]
