"""Work that takes its time: it shows how far it is, can be stopped, and says afterwards what became of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import chrome
from dashboard.text import Words
from events.ingest import IngestSummary, refresh
from events.workspace import Workspace
from gazetteer.places import RasdError

_STOPPED = "rasd-stopped"
Progress = Callable[[int], None]


def meter(total: int, words: Words, key: str) -> Progress:
    """Draw a bar and a button that stops the work: Streamlit breaks a run off where it next draws, which is after an item is done."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-work"):
        bar = st.progress(0.0, words("work.of", n=0, total=total))
        st.button(words("work.stop"), key=f"{key}-stop", icon=":material/stop_circle:", type="tertiary")

    def show(done: int) -> None:
        st.session_state[_STOPPED] = (done, total)
        bar.progress(min(1.0, done / total), words("work.joining") if done >= total else words("work.of", n=done, total=total))

    return show


def finished() -> None:
    """Note that nothing was broken off."""
    st.session_state.pop(_STOPPED, None)


def tell_stopped(words: Words, *, kept: bool) -> None:
    """Say that the last work was stopped, and how far it had come. kept: whether what was done until then is saved."""
    stopped = st.session_state.pop(_STOPPED, None)
    if stopped:
        chrome.message("note", words("work.stopped", n=stopped[0], total=stopped[1]), words("work.stopped.kept" if kept else "work.stopped.gone"))


def write(workspace: Workspace, job: Callable[[Progress], IngestSummary], total: int, words: Words, key: str) -> IngestSummary | None:
    """Change a workspace, whole articles at a time; None, said in words, where it could not be done. Broken off, events follow what was saved."""
    place = st.empty()
    try:
        with place.container():
            summary = job(meter(max(1, total), words, key))
    except (RasdError, OSError, SQLAlchemyError) as error:
        finished()
        place.empty()
        chrome.message("error", words("work.failed"), str(error))
        return None
    except BaseException:  # Streamlit's own way to break a run off: no kind of Exception
        refresh(workspace)
        raise
    finished()
    place.empty()
    return summary
