"""Extraction: from the text of an article to what it reports. `extract.process(article)` is the way in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.places import RasdError


def _refuse_outdated() -> None:
    """Raise RasdError where a module was changed since it was compiled (`make fast`): Python would go on with the compiled one."""
    for compiled in (*Path(__file__).parent.glob("*.so"), *Path(__file__).parent.glob("*.pyd")):
        source = compiled.with_name(f"{compiled.name.partition('.')[0]}.py")
        if source.exists() and source.stat().st_mtime > compiled.stat().st_mtime:
            raise RasdError(f"{source} was changed since it was compiled; compile the reading again (make fast) or return to plain Python (make plain)")


_refuse_outdated()

from extract.article import Article  # noqa: E402  # may itself be compiled

if TYPE_CHECKING:
    from extract.pipeline import process, rules_version

__all__ = ["Article", "process", "rules_version"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a function of the pipeline
    """Load the rules and the gazetteer when they are asked for, not with the vocabulary."""
    if name in __all__:
        from extract import pipeline  # noqa: PLC0415

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
