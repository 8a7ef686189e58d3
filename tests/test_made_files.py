"""A file made for a download waits for the browser, however many pages others draw meanwhile, and then goes."""

from __future__ import annotations

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard import made_files


@pytest.fixture
def now(monkeypatch):
    """The clock, in seconds, to be set."""
    clock = [100.0]
    monkeypatch.setattr(made_files.time, "monotonic", lambda: clock[0])
    return clock


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's keeper of files, as our server has it."""
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", media_file_manager.MediaFileMetadata)  # so that it is put back
    made_files.keep_for_a_while()
    return media_file_manager.MediaFileManager(MemoryMediaFileStorage("/media"))


def made(manager):
    """Press a download; gives the name of the file."""
    address = manager.execute_deferred(manager.add_deferred(lambda: b"{}", "application/json", "1.1", "events.json"))
    return address.rpartition("/")[2].partition(".")[0]


def test_pages_of_others_do_not_take_a_download_away(manager, now):
    file = made(manager)
    for _ in range(5):
        manager.remove_orphaned_files()
    assert manager.read_file(file).content == b"{}"
    now[0] += made_files.SECONDS
    manager.remove_orphaned_files()
    assert manager.read_file(file) is None


def test_a_file_that_is_made_again_waits_anew(manager, now):
    file = made(manager)
    manager.remove_orphaned_files()
    now[0] += made_files.SECONDS
    assert made(manager) == file
    manager.remove_orphaned_files()
    assert manager.read_file(file) is not None
