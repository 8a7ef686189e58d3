"""How fast extraction is, how much memory it takes, and how both grow: `python bench/extraction.py [RUNS]` (default 5) prints tables in Markdown.

The full pipeline is set beside the bare name scan (find the names of the gazetteer, nothing more) of the same run, and beside two libraries that find
names only, where they are installed: spaCy's PhraseMatcher and flashtext2. They are no part of Rasd; `pip install --group bench` puts them into an
environment (pip 25.1 or newer).
"""

from __future__ import annotations

import importlib.util
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from measure import cpu_seconds, exponent, head, in_turn, peak_mb, row, spread

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from extract import Article, process  # noqa: E402
from extract.toponyms import _names  # noqa: E402
from extract.words import words  # noqa: E402

USUAL = 2_400
"""Bytes of UTF-8 in a usual news article: the samples are shorter and are joined up to it."""
SIZES = (0.25, 1.0, 5.0)
PUBLISHED = date(2016, 5, 12)
AIM_MB_S, AIM_GROWTH, AIM_MEMORY = 0.5, 6, 400


def samples() -> list[str]:
    """The texts of the sample articles."""
    lines = (ROOT / "samples" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def usual(texts: list[str]) -> list[Article]:
    """Articles of about 2.4 kB: samples joined as paragraphs."""
    found: list[Article] = []
    parts: list[str] = []
    for text in texts:
        parts.append(text)
        if sum(len(part.encode()) for part in parts) >= USUAL:
            found.append(Article(f"bench-{len(found)}", "\n".join(parts), published=PUBLISHED))
            parts = []
    return found


def long(texts: list[str], megabytes: float) -> Article:
    """One article of so many MB: all samples as paragraphs, again and again, with other figures each time, so that no paragraph is told twice."""
    parts, size, times = list[str](), 0, 0
    while size < megabytes * 1e6:
        for text in texts:
            parts.append(re.sub(r"\d+", lambda digits, times=times: str(int(digits[0]) + times), text))
            size += len(parts[-1].encode()) + 1
        times += 1
    return Article("bench-long", "\n".join(parts).encode()[: int(megabytes * 1e6)].decode(errors="ignore"), published=PUBLISHED)


def spellings(gaz: gazetteer.Gazetteer) -> list[str]:
    """All names that the name scan knows, as written."""
    own = {name.name for place_id in gaz.places for name in gaz.names(place_id) if name.kind != "latin"}
    return sorted(own | set(gaz.foreign))


def spacy_names(names: list[str], texts: list[str]) -> Callable[[], int]:
    """spaCy: blank Arabic, tokenizer and PhraseMatcher."""
    import spacy  # noqa: PLC0415  # only where installed
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    nlp = spacy.blank("ar")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("place", list(nlp.tokenizer.pipe(names)))
    return lambda: sum(len(matcher(nlp.make_doc(text))) for text in texts)


def flashtext_names(names: list[str], texts: list[str]) -> Callable[[], int]:
    """flashtext2: KeywordProcessor."""
    from flashtext2 import KeywordProcessor  # noqa: PLC0415  # only where installed

    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_iter(names)
    return lambda: sum(len(processor.extract_keywords(text)) for text in texts)


OTHERS = {"spacy": ('spaCy blank("ar") PhraseMatcher, names only', spacy_names), "flashtext2": ("flashtext2, names only", flashtext_names)}


def speed(runs: int) -> None:
    """Print how much text a second goes through the pipeline, beside scans for names only."""
    gaz, articles = gazetteer.load(), usual(samples())
    texts = [article.text for article in articles]
    size = sum(len(text.encode()) for text in texts) / 1e6
    phrases, names = _names(gaz), spellings(gaz)
    works: dict[str, Callable[[], int]] = {
        "full pipeline": lambda: sum(len(process(article, gaz).reports) for article in articles),
        "bare name scan": lambda: sum(sum(1 for _ in phrases.find(words(text))) for text in texts),
    }
    works |= {label: make(names, texts) for module, (label, make) in OTHERS.items() if importlib.util.find_spec(module)}
    taken = in_turn(works, runs)
    print(f"## Extraction\n\n{len(articles)} articles, {size * 1e6 / len(articles):,.0f} bytes each; {len(names):,} names; one core, n = {runs}.\n")
    head("", "MB/s", "articles/s", "times the name scan", "found")
    for label, work in works.items():
        ratios = [own / scan for own, scan in zip(taken[label], taken["bare name scan"], strict=True)]
        row([label, spread([size / second for second in taken[label]]), spread([len(articles) / second for second in taken[label]], ".0f"),
             spread(ratios, ".2f"), f"{work()} {'reports' if label == 'full pipeline' else 'names'}"])  # fmt: skip
    for module, (label, _) in OTHERS.items():
        if not importlib.util.find_spec(module):
            row([label, "not installed", "", "", ""])
    share = [scan / own for own, scan in zip(taken["full pipeline"], taken["bare name scan"], strict=True)]
    print(f"\nThe name scan takes {100 * statistics.median(share):.0f}% of the time of the full pipeline. Aim: {AIM_MB_S} MB/s.")
    print("spaCy and flashtext2 find names as written; the name scan also reads spelling variants and attached particles.\n")


def growth(runs: int) -> None:
    """Print how time and memory grow with the length of one article; each length in a process of its own."""
    lines = list(_each_length(runs))
    head("one article of", "CPU s", "MB/s", "peak memory MB", "reports")
    for megabytes, taken, peak, reports in lines:
        row([f"{megabytes:g} MB", spread(taken), f"{megabytes / statistics.median(taken):.2f}", f"{peak:.0f}", reports])
    seconds = {megabytes: statistics.median(taken) for megabytes, taken, _, _ in lines}
    slope = exponent(list(seconds), list(seconds.values()))
    print(f"\n5 MB take {seconds[5.0] / seconds[1.0]:.1f} times as long as 1 MB (aim: at most {AIM_GROWTH}); fitted exponent {slope:.2f} (1 is linear).")
    print(f"Aim: peak memory under {AIM_MEMORY} MB. n = {runs}.\n")


def _each_length(runs: int) -> Iterator[tuple[float, list[float], float, int]]:
    for megabytes in SIZES:
        told = subprocess.run([sys.executable, __file__, "--one", str(megabytes), str(runs)], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # this file
        taken, peak, reports = json.loads(told.stdout)
        yield megabytes, taken, peak, reports


def one(megabytes: float, runs: int) -> None:
    """Read one long article; print the seconds of each run, the peak of memory in MB, and how many reports were found, as JSON."""
    texts = samples()
    process(usual(texts)[0])
    article = long(texts, megabytes)
    taken = [cpu_seconds(lambda: process(article)) for _ in range(runs)]
    print(json.dumps([taken, peak_mb(), len(process(article).reports)]))


def main(runs: int) -> None:
    """Print the tables."""
    speed(runs)
    growth(min(runs, 3))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(float(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
