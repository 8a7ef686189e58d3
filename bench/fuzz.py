"""Throw bytes at every place where bytes come in: `python bench/fuzz.py [ENTRY ...] [--runs N] [--seconds S] [--findings FOLDER]`.

The entries and their promises stand in tests/fuzz/entries.py. Inputs are guided by coverage where the package atheris is installed, else drawn
from the corpus and changed at random. A broken promise, and an input that takes longer than SLOW seconds of processor time, is written to the
folder of findings and counted; it belongs in tests/fuzz/corpus once it is mended. Prints a line of JSON for each entry.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
SLOW = 5.0
_LONGEST = 4096  # bytes of an input
_MOST_KEPT = 20  # findings of one entry


class Count:
    """What came of the inputs of one entry; says so and ends the process once there were enough."""

    def __init__(self, name: str, run: Callable[[bytes], None], limits: argparse.Namespace, engine: str) -> None:
        self.name, self.run, self.limits, self.engine = name, run, limits, engine
        self.start, self.done, self.slowest = time.monotonic(), 0, 0.0
        self.broken: dict[str, str] = {}

    def one(self, content: bytes) -> None:
        """Try one input."""
        start = time.process_time()
        try:
            self.run(content)
        except Exception:  # noqa: BLE001  # that is what is looked for
            self._keep(content, traceback.format_exc())
        spent = time.process_time() - start
        self.slowest = max(self.slowest, spent)
        if spent > SLOW:
            self._keep(content, f"took {spent:.1f} seconds of processor time")
        self.done += 1
        if self.done >= self.limits.runs or time.monotonic() - self.start > self.limits.seconds:
            self._end()

    def _keep(self, content: bytes, why: str) -> None:
        """Keep one input for each place that broke."""
        place = "".join(line for line in why.splitlines() if line.startswith("  File"))[-200:] or why[:4]
        if place in self.broken or len(self.broken) >= _MOST_KEPT:
            return
        file = self.limits.findings / self.name / hashlib.sha256(content).hexdigest()[:16]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.with_suffix(".txt").write_text(why, "utf-8")
        self.broken[place] = file.name

    def _end(self) -> None:
        seconds = time.monotonic() - self.start
        told = {"entry": self.name, "engine": self.engine, "runs": self.done, "seconds": round(seconds, 1), "findings": list(self.broken.values())}
        print(json.dumps(told | {"slowest_cpu_s": round(self.slowest, 3)}), flush=True)
        os._exit(0)  # the engine would not give control back


def changed(pick: random.Random, seeds: list[bytes]) -> bytes:
    """One of the seeds with some bytes changed, doubled, cut out, or put in from another one."""
    made = bytearray(pick.choice(seeds))
    for _ in range(pick.choice((1, 1, 2, 4, 8))):
        at, other = pick.randint(0, len(made)), pick.choice(seeds)
        cut = slice(start := pick.randint(0, len(other)), start + pick.randint(1, 16))
        match pick.randrange(4):
            case 0:
                made[at : at + 1] = pick.randbytes(1)
            case 1:
                made[at:at] = other[cut]
            case 2:
                del made[at : at + pick.randint(1, 16)]
            case 3:
                made[at:at] = made[max(0, at - pick.randint(1, 16)) : at]
    return bytes(made[:_LONGEST])


def fuzz(name: str, limits: argparse.Namespace) -> None:
    """Run one entry until the limits are reached; the process ends with it."""
    engine = "atheris" if importlib.util.find_spec("atheris") else "random"
    sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "fuzz")]
    logging.disable(logging.WARNING)  # Streamlit's, that no server runs
    if engine == "atheris":
        import atheris  # noqa: PLC0415  # no dependency: what it guides, chance does slower

        with atheris.instrument_imports(include=["extract", "events", "gazetteer", "dashboard"]):
            import entries  # noqa: PLC0415
        count = Count(name, entries.ENTRIES[name], limits, engine)
        count.run(b"")
        count.start = time.monotonic()
        found = tempfile.mkdtemp(prefix="rasd-fuzz-")  # the engine adds to the first folder that it is given
        atheris.Setup([sys.argv[0], found, str(CORPUS / name), f"-max_len={_LONGEST}", "-timeout=300", "-rss_limit_mb=4000", f"-seed={limits.seed}"], count.one)
        atheris.Fuzz()
    import entries  # noqa: PLC0415

    count = Count(name, entries.ENTRIES[name], limits, engine)
    count.run(b"")
    count.start = time.monotonic()
    seeds = [b"", *(path.read_bytes() for path in sorted((CORPUS / name).glob("*")))]
    pick = random.Random(limits.seed)  # noqa: S311  # to be repeated, not to be secret
    while True:
        count.one(changed(pick, seeds))


def main() -> None:
    """Run the entries one after the other, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", nargs="*")
    parser.add_argument("--runs", type=int, default=10_000, help="inputs for each entry")
    parser.add_argument("--seconds", type=float, default=60.0, help="at most, for each entry")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=ROOT / "build" / "findings")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    limits = parser.parse_args()
    if limits.here:
        fuzz(limits.entries[0], limits)
    for name in limits.entries or [path.name for path in sorted(CORPUS.iterdir())]:
        arguments = [f"--{option}={getattr(limits, option)}" for option in ("runs", "seconds", "seed", "findings")]
        with contextlib.suppress(KeyboardInterrupt):
            subprocess.run([sys.executable, __file__, name, "--here", *arguments], check=False, stderr=subprocess.DEVNULL)  # noqa: S603  # ourselves


if __name__ == "__main__":
    main()
