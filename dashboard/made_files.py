"""Files that are made when a download is pressed stay until the browser has fetched them.

Streamlit drops such a file after the second page that any visitor draws meanwhile. On a server that several people use that is within a second, now and
then before the browser has asked for the file, which then is not found.
"""

from __future__ import annotations

import time

from streamlit.runtime import media_file_manager

SECONDS = 20
"""For which a file is kept after Streamlit would drop it first."""


class Lasting(media_file_manager.MediaFileMetadata):
    """What Streamlit keeps about a file: to be deleted once it was left alone for some seconds."""

    _left_alone = 0.0

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether the file may go now."""
        return bool(self._left_alone) and time.monotonic() - self._left_alone >= SECONDS

    def mark_for_delete(self) -> None:
        """Begin to wait, or go on waiting."""
        self._left_alone = self._left_alone or time.monotonic()


def keep_for_a_while() -> None:
    """Have Streamlit keep made files for so long."""
    media_file_manager.MediaFileMetadata = Lasting  # type: ignore[misc]  # the name by which its manager makes them
