"""Tables of the ledger. Plain SQL types and statements, so that another database can take SQLite's place by URL."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Date, Index, Integer, MetaData, String, Table, Text, text

SCHEMA_VERSION = 3

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("current", Boolean, nullable=False),
    Column("key", String, nullable=False, index=True),  # sha256 of the words as published
    Column("copy_of", String, nullable=False),  # hash of the folded words: copies that differ in marks alone share it
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Date),
    Column("outlet", String, nullable=False),
    Column("url", String, nullable=False, index=True),
    Column("provenance", Text, nullable=False),
    Column("rules", String, nullable=False),
    Column("gazetteer", String, nullable=False),
    Column("named_places", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("report_id", String, nullable=False, index=True),
    Column("version", String, nullable=False),
    Column("article_id", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("outside", String, nullable=False),
    Column("rules", String, nullable=False),
    Column("gazetteer", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Index("one_row_per_version", "report_id", "version", unique=True),
)

# Month × governorate of each current report: only reports that share a block are compared.
blocks = Table("blocks", metadata, Column("block", String, primary_key=True), Column("row", Integer, primary_key=True, index=True))

# Reports whose events must be looked at again, and months whose files must be written again; `mark` is another for each change. Both survive a crash.
dirty = Table("dirty", metadata, Column("row", Integer, primary_key=True))
stale_months = Table("stale_months", metadata, Column("month", String, primary_key=True), Column("mark", Integer, nullable=False))

events = Table("events", metadata, Column("id", String, primary_key=True), Column("month", String, nullable=False, index=True))

event_reports = Table(
    "event_reports",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("event_id", String, nullable=False, index=True),
    Column("why", Text, nullable=False),
)

# Where an event went that lost its last report to another event ("" when nothing reports it any more).
event_trail = Table("event_trail", metadata, Column("old", String, primary_key=True), Column("new", String, nullable=False))

# What the rules or a file say of an article that reviews have since corrected; `articles` holds the values in force.
article_as_read = Table(
    "article_as_read",
    metadata,
    Column("id", String, primary_key=True),
    Column("published", Date),
    Column("outlet", String, nullable=False),
)

# Events that the reports of a new event were in before.
event_origins = Table("event_origins", metadata, Column("id", String, primary_key=True), Column("origin", String, primary_key=True))

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),
    Column("subject", String, nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("at", String, nullable=False),
    Column("undoes", String, nullable=False, index=True),
    Column("payload", Text, nullable=False),
)

# Which reports a review is about, and in which version.
review_reports = Table(
    "review_reports",
    metadata,
    Column("review", Integer, primary_key=True),
    Column("report_id", String, primary_key=True, index=True),
    Column("version", String, nullable=False),
    Column("article_id", String, nullable=False, index=True),
)

# Made from `reviews`: reports in view whose values in force are not the ones that the rules read, or of which there is something to show.
reviewed = Table(
    "reviewed",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("found", Boolean, nullable=False),
)

# Made from `reviews`: pairs of reports (a before b) that analysts hold to be of one incident, or of two.
ties = Table(
    "ties",
    metadata,
    Column("a", String, primary_key=True),
    Column("b", String, primary_key=True, index=True),
    Column("together", Boolean, nullable=False),
)

rejects = Table(
    "rejects",
    metadata,
    Column("where", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("reason", Text, nullable=False),
)

_FULL_TEXT = """
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(title, body, parts, names, tokenize = "unicode61 remove_diacritics 0")
"""


def create(connection: Connection) -> None:
    """Create what is missing. `search` holds folded words; its rowid is `reports.row`."""
    metadata.create_all(connection)
    connection.execute(text(_FULL_TEXT))
