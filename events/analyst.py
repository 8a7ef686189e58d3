"""What an analyst does to a workspace. Each step is a review in the log, takes effect at once, and can be undone."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from events import access, review_log
from events.codec import Json, dumps, report_version
from events.ingest import Reader, read_again, refresh
from events.ledger import LedgerError
from events.records import Review, Seen, StoredReport
from events.review_fields import TOGETHER, ReviewError, check_together, check_value, is_place, span_of, storable, values, with_values
from events.reviews import anchor, change, changed_article
from events.workspace import Workspace
from extract.article import Article, Span
from extract.records import Evidence, Report
from extract.vocabulary import EventType

ADDED = "added-"
LONGEST_NAME, LONGEST_WHY = 100, 5_000
BY_HAND = "by hand"
"""The version of the rules of a report that an analyst added."""


class Analyst:
    """A reviewer at work on a workspace.

    name: by default the user of the operating system. reader: reads articles again whose date or outlet is corrected, by default
    `ingest.default_reader(workspace)`. Every method appends one review, brings events and snapshot up to date and returns the review; ids that
    do not exist and values that cannot be are a ReviewError or LedgerError, and nothing is written.
    """

    def __init__(self, workspace: Workspace, name: str = "", reader: Reader | None = None) -> None:
        self.workspace = workspace
        self.name = check_name(name or _user())
        self.reader = reader

    def accept(self, subject: str, why: str = "") -> Review:
        """Accept an event or a report as it is shown; all its values are held from then on. Also settles the conflicts that it shows."""
        return self._record(self._review(subject, "accept", why, (), self._stored(subject)))

    def reject(self, subject: str, why: str) -> Review:
        """Reject an event or a report: it stays in the record, out of the figures and off the map. Needs a reason."""
        if not why.strip():
            raise ReviewError("a rejection needs a reason; say why")
        return self._record(self._review(subject, "reject", why, (), self._stored(subject)))

    def correct(self, report_id: str, wanted: Mapping[str, Any], why: str = "") -> Review:
        """Set fields of a report. wanted: JSON values by field (`review_fields.values` lists them), a place by where it stands."""
        (stored,) = self._stored(report_id)
        now = values(stored.report)
        for field, value in wanted.items():
            check_value(field, value)
            if field == "outside":
                raise ReviewError("outside cannot be set; reject the report")
        full = _completed(now, wanted)
        check_together({field: full.get(field, now.get(field)) for group in TOGETHER for field in group})
        _check_parts(now | full)
        if all(now.get(field) == value for field, value in full.items()):
            raise ReviewError("nothing would change; accept it instead")
        changes = tuple(change(field, now.get(field), value) for field, value in full.items())
        return self._record(self._review(report_id, "correct", why, changes, [stored]))

    def note(self, subject: str, why: str) -> Review:
        """Write a note on an event, a report or an article."""
        if not why.strip():
            raise ReviewError("the note is empty")
        return self._record(self._review(subject, "note", why, (), self._stored(subject, or_article=True)))

    def merge(self, subjects: Sequence[str], why: str = "") -> Review:
        """Join events or reports to one event."""
        stored = {one.report.id: one for subject in subjects for one in self._stored(subject)}
        ledger = self.workspace.ledger
        if len({ledger.event_of(report_id) for report_id in stored}) < 2:
            raise ReviewError(f"{', '.join(subjects)}: two different events are needed to merge them")
        return self._record(self._review(ledger.current_id(subjects[0]) or subjects[0], "merge", why, (), list(stored.values())))

    def split(self, event_id: str, report_ids: Sequence[str], why: str = "") -> Review:
        """Part reports from the others of their event; they make one event of their own."""
        event = self.workspace.ledger.current_id(event_id)
        members = {one.report.id: one for one in self._stored(event_id)}
        foreign = [report_id for report_id in report_ids if report_id not in members]
        if foreign or not report_ids or len(set(report_ids)) == len(members):
            raise ReviewError(f"name some reports of event {event_id!r}, but not all: {', '.join(members)}" + (f"; not {foreign[0]!r}" if foreign else ""))
        others = tuple(sorted(members.keys() - set(report_ids)))
        return self._record(replace(self._review(event, "split", why, (), [members[one] for one in sorted(set(report_ids))]), others=others))

    def add(self, article_id: str, spans: Sequence[Span], wanted: Mapping[str, Any], why: str = "") -> Review:
        """Add an event that the rules missed. spans: the words that report it; wanted: JSON values by field, `type` among them."""
        article = self.workspace.ledger.article(article_id)
        report = added_report(article, spans, wanted, self.name, self.workspace.gazetteer().version)
        if report.id in self.workspace.ledger.reports([report.id]):
            raise ReviewError(f"this event was added already, as report {report.id}")
        seen = Seen(report, report_version(report, article.key), article.quote(spans[0]), found=False)
        return self._record(replace(self._review(article_id, "add", why, (), ()), seen=(seen,)))

    def correct_article(self, article_id: str, wanted: Mapping[str, str | None], why: str = "") -> Review:
        """Set an article's date (`published`: ISO day, None if unknown) or its `outlet`; it is read again at once, and a new ingest of its file keeps them."""
        now, said = self.workspace.ledger.article(article_id), self.workspace.ledger.article_as_read(article_id)
        in_force: dict[str, str | None] = {"published": now.published.isoformat() if now.published else None, "outlet": now.outlet}
        read: dict[str, str | None] = {"published": said.published.isoformat() if said.published else None, "outlet": said.outlet}
        check_article(wanted)
        differs = {one.field for one in changed_article(read["published"], read["outlet"] or "", review_log.about(self.workspace.ledger, article_id))[2]}
        if all(in_force[field] == value and f"article {field}" not in differs for field, value in wanted.items()):
            raise ReviewError("nothing would change")
        return self._record(self._review(article_id, "article", why, tuple(change(field, read[field], value) for field, value in wanted.items()), ()))

    def undo(self, which: str, why: str = "") -> Review:
        """Take a review back, by its number in this log or the beginning of its uid. An undo can be undone too."""
        undone = find_review(review_log.everything(self.workspace.ledger), which)
        return self._record(replace(self._review(undone.subject, "undo", why, (), ()), undoes=undone.uid))

    def _review(self, subject: str, action: Any, why: str, changes: tuple[tuple[str, str, str], ...], stored: Iterable[StoredReport]) -> Review:  # noqa: ANN401
        if len(why) > LONGEST_WHY or not storable(why):
            raise ReviewError(f"the reason or note is too long or holds characters that cannot be stored; at most {LONGEST_WHY:,} characters")
        seen = tuple(map(self._seen, stored))
        return Review(subject, action, self.name, self._now(), why.strip(), changes, seen)

    def _seen(self, stored: StoredReport) -> Seen:
        report = stored.machine or stored.report
        span = anchor(report)
        words = self.workspace.ledger.article(report.article_id, stored.revision).quote(span) if span else stored.quote
        read, shown = values(report), values(stored.report)
        kept = tuple((field, dumps(shown.get(field))) for field in [*read, *(new for new in shown if new not in read)] if read.get(field) != shown.get(field))
        return Seen(report, stored.version, words, stored.found, kept)

    def _now(self) -> str:
        """Give the time, later than any other in the log, so that the order in which reviews are written is the order in which they hold."""
        last = review_log.latest(self.workspace.ledger)
        now = datetime.now(UTC)
        return written(max(now, datetime.fromisoformat(last) + timedelta(microseconds=1)) if last else now)

    def _stored(self, subject: str, *, or_article: bool = False) -> list[StoredReport]:
        """Give the reports of an event, or one report, by id."""
        ledger = self.workspace.ledger
        ids = [member.report_id for member in ledger.members(ledger.current_id(subject))] or [subject]
        found = ledger.reports(ids)
        if not found and or_article:
            try:
                ledger.article(subject)
            except LedgerError:
                pass
            else:
                return []
        if not found:
            raise ReviewError(f"{subject!r} is no event and no report of this workspace; rasd review list names events, rasd review show EVENT its reports")
        return [found[report_id] for report_id in sorted(found)]

    def _record(self, review: Review) -> Review:
        access.require("review", review.reviewer)
        added, _ = record(self.workspace, [review], self.reader)
        return added[0]


def record(workspace: Workspace, reviews: Iterable[Review], reader: Reader | None = None) -> tuple[list[Review], list[str]]:
    """Append reviews and bring articles, events and snapshot up to date. Returns those that were new, and what could not be read again, for people."""
    added, stale = review_log.append(workspace.ledger, reviews)
    bad = read_again(workspace, stale, reader).bad if stale else []
    if added and not stale:
        refresh(workspace)
    return added, [item.problem for item in bad]


def added_report(article: Article, spans: Sequence[Span], wanted: Mapping[str, Any], name: str, gazetteer_version: str) -> Report:
    """Make the report of an event that an analyst adds. What is not given is not known: nobody is named, no figure, no day."""
    if not spans:
        raise ReviewError("select the words that report the event")
    for span in spans:
        if not article.quote(span).strip() or span.start < 0:
            raise ReviewError(f"no words stand at {span.zone} {span.start}:{span.end} of article {article.id!r}")
    for field, value in wanted.items():
        check_value(field, value)
    if "type" not in wanted:
        raise ReviewError("an event needs a type")
    rule = f"added by {name}"
    places = [span_of(field) for field in wanted if is_place(field)]
    evidence = [*(Evidence("statement", span, rule) for span in spans), *(Evidence("places", span, rule) for span in places)]
    first = spans[0]
    identity = f"{article.id}\n{first.zone}\n{first.start}\n{first.end}\n{wanted['type']}"
    base = Report(
        id=ADDED + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16], article_id=article.id, type=cast("EventType", wanted["type"]),
        places=(), initiators=("unknown",), targets=("unknown",), groups=(), killed_min=None, killed_max=None, injured_min=None, injured_max=None,
        civilians_killed=None, children_killed=None, women_killed=None, date=None, date_end=None, date_precision="unknown", date_phrase="", weapon="",
        hit=(), certainty="reported", source="", confidence=1.0, evidence=tuple(evidence), outside="", rules_version=BY_HAND,
        gazetteer_version=gazetteer_version,
    )  # fmt: skip
    full = values(base) | _completed(values(base), wanted)
    check_together(full)
    _check_parts(full)
    return with_values(base, full)


def _completed(now: Json, wanted: Mapping[str, Any]) -> Json:
    """Give what is wanted with the fields that only mean something together with it: a day alone is exactly that day."""
    full = dict(wanted)
    for group in TOGETHER:
        if any(field in wanted for field in group):
            full = {field: now[field] for field in group} | full
    if "date" in wanted:
        full["date_end"] = wanted.get("date_end", wanted["date"])
        full["date_precision"] = wanted.get("date_precision", "day" if wanted["date"] else "unknown")
    return full


def _check_parts(full: Json) -> None:
    """Refuse more dead of one group than dead."""
    for part in ("civilians_killed", "children_killed", "women_killed"):
        if full[part] is not None and full["killed_max"] is not None and full[part] > full["killed_max"]:
            raise ReviewError(f"{part} is {full[part]}, more than killed_max {full['killed_max']}; correct both")


def check_article(wanted: Mapping[str, Any]) -> None:
    """Refuse what no article can have. Raises ReviewError."""
    if not wanted or wanted.keys() - {"published", "outlet"}:
        raise ReviewError("of an article the date of publication (published) and the outlet can be set")
    if wanted.get("published") is not None:
        check_value("date", wanted["published"])
    if "outlet" in wanted:
        check_value("source", wanted["outlet"])


def check_name(name: str) -> str:
    """Give the name of a reviewer without spaces around it. Raises ReviewError for one that cannot be shown."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ReviewError(f"{name[:40]!r} cannot be the name of a reviewer; give 1 to {LONGEST_NAME} letters, with --reviewer")
    return name


def find_review(log: Sequence[Review], which: str) -> Review:
    """Give a review by its number, or by its uid or the beginning of it (8 letters or more). Raises ReviewError."""
    found = [one for one in log if str(one.id) == which or (len(which) >= 8 and one.uid.startswith(which))]
    if len(found) != 1:
        raise ReviewError(f"{which!r} names {'several reviews' if found else 'no review'}; rasd review log gives their numbers")
    return found[0]


def written(at: datetime) -> str:
    """Write a time as the log has it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise ReviewError("the operating system names no user; give a name with --reviewer") from error
