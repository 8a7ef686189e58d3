"""Made-up events and articles in realistic volumes, for tests, benchmarks and trials of a server. None of it happened.

They are marked everywhere: ids begin with `synthetic-`, the outlet says so, every article opens and closes with a sentence that says so, a workspace holds
either such articles or others, never both, and every export from it carries the mark.
"""

from events.synthetic.marks import OUTLET, PREFIX, is_synthetic
from events.synthetic.snapshot import write_events
from events.synthetic.text import articles

__all__ = ["OUTLET", "PREFIX", "articles", "is_synthetic", "write_events"]
