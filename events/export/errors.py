"""What an export refuses."""

from __future__ import annotations

from gazetteer.places import RasdError


class ExportError(RasdError, ValueError):
    """A file cannot be made as asked for; the message says why and what can."""
