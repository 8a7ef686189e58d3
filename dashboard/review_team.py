"""Reviews out and in, to work with colleagues, and how far reviewers agree."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import chrome, reviewing
from dashboard.card import safe
from dashboard.data import Cut
from dashboard.inputs import upload
from dashboard.review_words import label
from dashboard.text import Words
from events.agreement import DECISION, PLACES, Agreement, agreement
from events.records import Review
from events.review_exchange import Imported, export_reviews, import_reviews
from gazetteer.places import RasdError

_REFUSED = 20  # lines told at most
_MB = 200


def draw(cut: Cut, words: Words, *, may: bool) -> None:
    """Draw the exchange and the agreement."""
    with st.expander(words("review.team"), icon=":material/group:"):
        log = cut.log()
        st.html(f"<p class='rasd-note'>{escape(words('review.team.help', n=len(log)))}</p>")
        st.download_button(
            words("review.export"), lambda: written(log), file_name="reviews.jsonl", mime="application/jsonl", key="review-export", on_click="ignore",
            icon=":material/download:", disabled=not log,
        )  # fmt: skip
        if may:
            _import(cut, words)
        st.html(_agreement(agreement(log), words))


def written(log: Sequence[Review]) -> bytes:
    """Write reviews as JSON lines."""
    out = io.StringIO()
    export_reviews(log, out)
    return out.getvalue().encode()


def _import(cut: Cut, words: Words) -> None:
    sent = upload(words("review.import"), ["jsonl"], words, key=reviewing.key("import"), mb=_MB, help=words("review.import.help"))
    if sent is None or not st.button(words("review.import.do"), key="review-import", icon=":material/upload:"):
        return
    try:
        with st.spinner(words("review.working")), tempfile.TemporaryDirectory(prefix="rasd-") as folder:
            path = Path(folder) / "reviews.jsonl"
            path.write_bytes(sent.getvalue())
            found = import_reviews(cut.workspace, path)
    except RasdError as error:
        chrome.message("error", words("review.refused"), str(error))
        return
    reviewing.done(_imported(found, words))
    st.rerun()


def _imported(found: Imported, words: Words) -> str:
    told = [words("review.imported", new=found.added, known=found.known, refused=len(found.refused))]
    return "\n".join([*told, *found.refused[:_REFUSED], *found.unread[:_REFUSED]])


def _agreement(found: Sequence[Agreement], words: Words) -> str:
    """Write the agreement of each two reviewers in a table."""
    title = f"<h4>{escape(words('review.agreement'))}</h4><p class='rasd-note'>{escape(words('review.agreement.help'))}</p>"
    if not found:
        return f"{title}<p class='rasd-note'>{escape(words('review.agreement.none'))}</p>"
    head = "".join(f"<th scope='col'>{escape(words(f'review.agreement.{name}'))}</th>" for name in ("who", "what", "n", "observed", "kappa"))
    rows = "".join("<tr>" + "".join(f"<td><bdi>{safe(cell)}</bdi></td>" for cell in _cells(one, words)) + "</tr>" for one in found)
    return (
        f"{title}<div class='rasd-scroll' tabindex='0'>"
        f"<table class='rasd-table' dir='{words.direction}'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(one: Agreement, words: Words) -> tuple[str, ...]:
    what = {DECISION: words("review.agreement.decision"), PLACES: words("review.field.place")}.get(one.what) or label(one.what, words)
    observed, kappa = ("–" if figure is None else words.number(figure, form) for figure, form in ((one.observed, ".0%"), (one.kappa, ".2f")))
    return " / ".join(one.reviewers), what, words.number(one.n), observed, kappa
