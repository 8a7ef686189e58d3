"""Tables of the ledger. Plain SQL types and statements, so that another database can take SQLite's place by URL."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 3

metadata = MetaData()

Key = String().with_variant(String(collation="C"), "postgresql")
"""Words that are compared and sorted by their bytes, whatever the language of the database."""

meta = Table("meta", metadata, Column("key", Key, primary_key=True), Column("value", Text, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("id", Key, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("current", Boolean, nullable=False),
    Column("key", Key, nullable=False, index=True),  # sha256 of the words as published
    Column("copy_of", Key, nullable=False),  # hash of the folded words: copies that differ in marks alone share it
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Date),
    Column("outlet", Key, nullable=False),
    Column("url", Key, nullable=False, index=True),
    Column("provenance", Text, nullable=False),
    Column("rules", Key, nullable=False),
    Column("gazetteer", Key, nullable=False),
    Column("named_places", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("report_id", Key, nullable=False, index=True),
    Column("version", Key, nullable=False),
    Column("article_id", Key, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("outside", Key, nullable=False),
    Column("rules", Key, nullable=False),
    Column("gazetteer", Key, nullable=False),
    Column("payload", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Index("one_row_per_version", "report_id", "version", unique=True),
)

# Month × governorate of each current report: only reports that share a block are compared.
blocks = Table("blocks", metadata, Column("block", Key, primary_key=True), Column("row", Integer, primary_key=True, index=True))

# Reports whose events must be looked at again, and months whose files must be written again; `mark` is another for each change. Both survive a crash.
dirty = Table("dirty", metadata, Column("row", Integer, primary_key=True))
stale_months = Table("stale_months", metadata, Column("month", Key, primary_key=True), Column("mark", Integer, nullable=False))

events = Table("events", metadata, Column("id", Key, primary_key=True), Column("month", Key, nullable=False, index=True))

event_reports = Table(
    "event_reports",
    metadata,
    Column("report_id", Key, primary_key=True),
    Column("event_id", Key, nullable=False, index=True),
    Column("why", Text, nullable=False),
)

# Where an event went that lost its last report to another event ("" when nothing reports it any more).
event_trail = Table("event_trail", metadata, Column("old", Key, primary_key=True), Column("new", Key, nullable=False))

# What the rules or a file say of an article that reviews have since corrected; `articles` holds the values in force.
article_as_read = Table(
    "article_as_read",
    metadata,
    Column("id", Key, primary_key=True),
    Column("published", Date),
    Column("outlet", Key, nullable=False),
)

# Events that the reports of a new event were in before.
event_origins = Table("event_origins", metadata, Column("id", Key, primary_key=True), Column("origin", Key, primary_key=True))

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Key, nullable=False, unique=True),
    Column("subject", Key, nullable=False, index=True),
    Column("action", Key, nullable=False),
    Column("reviewer", Key, nullable=False),
    Column("at", Key, nullable=False),
    Column("undoes", Key, nullable=False, index=True),
    Column("payload", Text, nullable=False),
)

# Which reports a review is about, and in which version.
review_reports = Table(
    "review_reports",
    metadata,
    Column("review", Integer, primary_key=True),
    Column("report_id", Key, primary_key=True, index=True),
    Column("version", Key, nullable=False),
    Column("article_id", Key, nullable=False, index=True),
)

# Made from `reviews`: reports in view whose values in force are not the ones that the rules read, or of which there is something to show.
reviewed = Table(
    "reviewed",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("status", Key, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("found", Boolean, nullable=False),
)

# Made from `reviews`: pairs of reports (a before b) that analysts hold to be of one incident, or of two.
ties = Table(
    "ties",
    metadata,
    Column("a", Key, primary_key=True),
    Column("b", Key, primary_key=True, index=True),
    Column("together", Boolean, nullable=False),
)

rejects = Table(
    "rejects",
    metadata,
    Column("where", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("reason", Text, nullable=False),
)
