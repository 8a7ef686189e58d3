"""What leaves Rasd: exactly the events that a filter selects and the policy lets out, with the filter, versions and attributions in the file.

Dates are calendar dates; coordinates are WGS 84, longitude first. Casualties belong to an event, so their names say `event_` wherever one
event has several rows. Text carries no marks that set the direction of writing, and no cell that a spreadsheet would run as a formula.
"""

from events.export.errors import ExportError
from events.export.formats import BY_NAME, FORMATS, Format, Part, bundle, chosen, files, parts
from events.export.policy import PolicyError
from events.export.rows import SCHEMA_VERSION, Selection, attribution, last_day, select, tellable

__all__ = [
    "BY_NAME", "FORMATS", "SCHEMA_VERSION", "ExportError", "Format", "Part", "PolicyError", "Selection", "attribution", "bundle", "chosen", "files",
    "last_day", "parts", "select", "tellable",
]  # fmt: skip
