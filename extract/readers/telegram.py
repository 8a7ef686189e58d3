"""The export of a Telegram channel or chat, as the desktop application writes it (result.json): an article for each message with words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extract.article import Article
from extract.readers.encodings import NOT_A_TEXT, encoding_of
from extract.readers.items import BadItem, Items, RefusedError, Source, content, make_article

LONGEST_EXPORT = 250_000_000
_EXPECTED = "not an export of Telegram (an object with `messages`); articles of your own go into .jsonl, one object a line"
_NO_TIME = "has no date_unixtime, so its day in Damascus is not known; export the chat again with a newer Telegram"


@dataclass(frozen=True, slots=True)
class _Chat:
    """id: Telegram's number, else the name. name: "" where the export has none. address: of its messages, "" where it has no username."""

    id: str
    name: str
    address: str


def read_telegram(source: Source) -> Items:
    """Yield the messages of one chat, or of all chats of a whole account, in their order.

    id: `telegram:CHAT:MESSAGE`. published: the message's day in Damascus. outlet: the chat's name. Notices of the application ("joined", "pinned")
    are no messages; how many messages have no words (pictures alone) is told by one BadItem for each chat.
    """
    raw = content(source, LONGEST_EXPORT)
    encoding = encoding_of(source.path)
    if encoding is None:
        raise RefusedError(NOT_A_TEXT)
    try:
        export = json.loads(raw.decode(encoding))
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"not JSON: {error}") from error
    chats = list(_chats(export))
    if not chats:
        raise RefusedError(_EXPECTED)
    for chat in chats:
        yield from _messages(source, chat)


def _chats(export: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(export, dict):
        return
    listed = export.get("chats")
    many = listed.get("list") if isinstance(listed, dict) else None
    for chat in [export, *(many if isinstance(many, list) else ())]:
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            yield chat


def _messages(source: Source, chat: Mapping[str, Any]) -> Items:
    origin = _origin(source, chat)
    wordless = 0
    for position, message in enumerate(chat["messages"], 1):
        where = f"{source.name} message {position}"
        if not isinstance(message, dict):
            yield BadItem(where, where, "not a message (an object with id and text)")
        elif message.get("type", "message") == "message":
            item = _message(source, where, message, origin)
            wordless += item is None
            if item is not None:
                yield item
    if wordless:
        yield BadItem(
            f"telegram:{origin.id}", source.name, f"{wordless:,} messages of {origin.name or origin.id} have no words (pictures, files): nothing to read"
        )


def _origin(source: Source, chat: Mapping[str, Any]) -> _Chat:
    known, name, username = chat.get("id"), chat.get("name"), chat.get("username")
    name = name if isinstance(name, str) else ""
    public = isinstance(username, str) and username.isidentifier() and username.isascii()
    numbered = isinstance(known, int | str) and str(known).strip()
    return _Chat(str(known) if numbered else name or source.stem, name, f"https://t.me/{username}/" if public else "")


def _message(source: Source, where: str, message: Mapping[str, Any], chat: _Chat) -> Article | BadItem | None:
    """Make the article of a message, None for one without words."""
    number = message.get("id")
    if not isinstance(number, int):
        return BadItem(where, where, "a message without a number as its id")
    name = f"telegram:{chat.id}:{number}"
    try:
        text = _words(message.get("text"))
        if not text.strip():
            return None
        published = _moment(message.get("date_unixtime"))
    except RefusedError as refused:
        return BadItem(name, where, str(refused))
    row = {"id": name, "text": text, "published": published, "url": f"{chat.address}{number}" if chat.address else "", "outlet": chat.name}
    return make_article(source, where, row)


def _words(text: object) -> str:
    """Join a text that is a string, or a list of strings and of entities (bold, links, tags) that hold a string each."""
    words: list[str] = []
    for part in text if isinstance(text, list) else [text]:
        word = part.get("text") if isinstance(part, dict) else part
        if not isinstance(word, str | None):
            raise RefusedError("text is neither a string nor a list of strings and entities")
        words.append(word or "")
    return "".join(words)


def _moment(seconds: object) -> str:
    if not isinstance(seconds, str | int) or isinstance(seconds, bool) or not str(seconds).strip():
        raise RefusedError(_NO_TIME)
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise RefusedError(f"date_unixtime {str(seconds)[:40]!r} is no time in seconds since 1970") from error
