"""Extraction: from the text of an article to what it reports. `extract.process(article)` is the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extract.article import Article

if TYPE_CHECKING:
    from extract.pipeline import process, rules_version

__all__ = ["Article", "process", "rules_version"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a function of the pipeline
    """Load the rules and the gazetteer when they are asked for, not with the vocabulary."""
    if name in __all__:
        from extract import pipeline  # noqa: PLC0415

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
