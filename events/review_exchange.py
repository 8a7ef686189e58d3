"""Reviews between colleagues: one JSON object a line. A review has the same uid everywhere, so that reading a file twice adds nothing twice.

What is read comes from anyone: each line is checked as a whole before it is taken, and all sizes are bounded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from events import access
from events.analyst import ADDED, LONGEST_WHY, check_article, check_name, record, written
from events.codec import Json, dumps, review_from_json, review_to_json, review_uid
from events.ingest import Reader
from events.records import REVIEW_ACTIONS, Review, Seen
from events.review_fields import LONGEST_TEXT, PLAIN, TOGETHER, ReviewError, check_together, check_value, is_place, storable, values
from events.workspace import Workspace

LONGEST_LINE, MOST_LINES, MOST_REPORTS, MOST_SPANS, LONGEST_ID = 2_000_000, 200_000, 500, 500, 500
_KEYS = frozenset({"subject", "action", "reviewer", "at", "why", "undoes", "changes", "others", "seen", "uid"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: reviews that were new, that were known, lines refused with number and reason; unread: articles that could not be read again."""

    added: int
    known: int
    refused: tuple[str, ...]
    unread: tuple[str, ...] = ()


def export_reviews(log: Iterable[Review], file: TextIO) -> int:
    """Write reviews, a line each. They hold names of reviewers and words of articles. Returns their number."""
    count = 0
    for count, review in enumerate(log, 1):  # noqa: B007  # the last number is the result
        file.write(dumps(review_to_json(review)) + "\n")
    return count


def import_reviews(workspace: Workspace, path: Path, reader: Reader | None = None) -> Imported:
    """Take the reviews of a file in. A line that is not one is refused with its number, and the others are taken. Raises ReviewError for too many lines."""
    access.require("manage")
    good: list[Review] = []
    refused: list[str] = []
    for number, line in _lines(path):
        try:
            good.append(read_review(line))
        except ReviewError as error:
            refused.append(f"{path.name} line {number}: {error}")
    added, unread = record(workspace, good, reader)
    return Imported(len(added), len(good) - len(added), tuple(refused), tuple(unread))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if number > MOST_LINES:
                raise ReviewError(f"{path.name}: more than {MOST_LINES:,} lines; divide the file")
            whole = line.endswith(b"\n") or len(line) <= LONGEST_LINE
            while not whole and (rest := file.readline(LONGEST_LINE)):
                whole = rest.endswith(b"\n")
            if line.strip():
                yield number, line


def read_review(line: bytes) -> Review:
    """Read and check one line. Raises ReviewError that says what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise ReviewError(f"longer than {LONGEST_LINE:,} bytes")
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReviewError("not a line of JSON in UTF-8") from error
    if not isinstance(data, dict) or data.keys() != _KEYS:
        raise ReviewError(f"expected an object with exactly the keys {', '.join(sorted(_KEYS))}")
    _check_words(data)
    try:
        review = review_from_json(data)
        _check_time(review.at)
        check_name(review.reviewer)
        for seen in review.seen:
            _check_seen(seen)
        _check_changes(review)
        uid = review_uid(review)
    except ReviewError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise ReviewError(f"not a review ({type(error).__name__}: {error!s:.80})") from error
    if review.uid != uid:
        raise ReviewError(f"uid {review.uid!r:.50} is not the hash of what the review says; it was changed after it was written")
    return review


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_words(data: Json) -> None:
    """Refuse texts and lists that are none or too long, before anything is made of them."""
    longest = {"subject": LONGEST_ID, "action": 20, "reviewer": 200, "at": 40, "why": LONGEST_WHY, "undoes": 64, "uid": 64}
    for name, most in longest.items():
        if not isinstance(data[name], str) or len(data[name]) > most or not storable(data[name]):
            raise ReviewError(f"{name}: expected a text of at most {most:,} characters")
    if data["action"] not in REVIEW_ACTIONS or not data["subject"]:
        raise ReviewError(f"action {data['action']!r} on {data['subject']!r:.60}: expected one of {', '.join(REVIEW_ACTIONS)} on an id")
    if (data["action"] == "undo") != bool(data["undoes"]):
        raise ReviewError("undoes: an undo names the review that it takes back, and only an undo does")
    for name, most in {"changes": 100, "others": MOST_REPORTS, "seen": MOST_REPORTS}.items():
        if not isinstance(data[name], list) or len(data[name]) > most:
            raise ReviewError(f"{name}: expected a list of at most {most}")
    if not all(_is_id(one) for one in data["others"]):
        raise ReviewError("others: expected ids of reports")
    for change in data["changes"]:
        if not isinstance(change, list) or len(change) != 3 or not all(isinstance(part, str) and len(part) <= 100_000 for part in change):
            raise ReviewError("changes: expected [field, value before, value after], each a text")


def _check_time(at: str) -> None:
    try:
        read = datetime.fromisoformat(at)
        fine = read.tzinfo is not None and written(read) == at
    except ValueError:
        fine = False
    if not fine:
        raise ReviewError(f"at {at!r}: expected a time in UTC such as 2026-01-31T09:30:00.000000Z")
    if read > datetime.now(UTC) + timedelta(days=1):
        raise ReviewError(f"at {at}: in the future; set the clock of the machine it was written on")


def _check_seen(seen: Seen) -> None:
    """Refuse a report that no rule could have read."""
    report = seen.report
    texts = (report.id, report.article_id, seen.version, report.rules_version, report.gazetteer_version, report.date_phrase)
    if not all(_is_id(text) for text in texts[:3]) or not all(isinstance(text, str) and len(text) <= LONGEST_ID and storable(text) for text in texts):
        raise ReviewError("seen: expected a report with the ids of itself, its article and its version")
    if not isinstance(seen.words, str) or len(seen.words) > 100_000 or not storable(seen.words) or not isinstance(seen.found, bool):
        raise ReviewError("seen: words or found are not what they should be")
    if not isinstance(report.confidence, int | float) or not 0 <= report.confidence <= 1:
        raise ReviewError(f"seen: confidence {report.confidence!r:.20}: expected a number from 0 to 1")
    spans = [one.span for one in report.evidence] + [place.mention.span for place in report.places]
    for span in spans:
        numbers = (span.start, span.end)
        if span.zone not in {"title", "text"} or not all(type(at) is int for at in numbers) or not 0 <= span.start <= span.end <= LONGEST_TEXT:
            raise ReviewError(f"seen: {span.zone!r:.20} {numbers!r:.40} is no stretch of a text")
    named = [text for one in report.evidence for text in (one.field, one.rule)] + [place.mention.kind for place in report.places]
    if len(spans) > MOST_SPANS or not all(isinstance(text, str) and len(text) <= LONGEST_ID and storable(text) for text in named):
        raise ReviewError("seen: too much evidence, or none that can be read")
    for field, value in values(report).items():
        check_value(field, value)
    for field, text in seen.kept:
        check_value(field, json.loads(text))


def _check_changes(review: Review) -> None:
    """Refuse changes that the action cannot make, and values that contradict each other."""
    new = {field: json.loads(text) for field, _, text in review.changes}
    old = {field: json.loads(text) for field, text, _ in review.changes}
    if review.action == "article":
        check_article(new)
        check_article(old)
        return
    if new and review.action != "correct":
        raise ReviewError(f"a review that says {review.action} changes no field")
    for field, value in (*new.items(), *old.items()):
        check_value(field, value)
    for group in TOGETHER:
        if any(field in new for field in group) and not all(field in new for field in group):
            raise ReviewError(f"{', '.join(group)}: who corrects one states all of them")
    check_together(new)
    about_one = review.action in {"correct", "add"}
    judges = about_one or review.action in {"accept", "reject", "merge", "split"}
    if (about_one and len(review.seen) != 1) or (judges and not review.seen) or (review.action == "correct" and not new) or "outside" in new:
        raise ReviewError(f"a review that says {review.action} does not say of what")
    if bool(review.others) != (review.action == "split"):
        raise ReviewError("others: only a split names the reports that it parts others from")
    if any((review.action == "add") != seen.report.id.startswith(ADDED) for seen in review.seen if review.action == "add"):
        raise ReviewError(f"an added report has an id that begins with {ADDED}")
    _check_together_seen(review)


def _check_together_seen(review: Review) -> None:
    for seen in review.seen:
        shown: dict[str, Any] = values(seen.report) | {field: json.loads(text) for field, text in seen.kept}
        check_together({field: value for field, value in shown.items() if field in PLAIN and not is_place(field)})


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and storable(value)
