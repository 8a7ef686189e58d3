"""How made-up material is told from reports."""

from __future__ import annotations

from extract.article import Article

PREFIX = "synthetic-"
OUTLET = "Rasd synthetic / نص مصطنع"
MARK = "نص مصطنع للتجارب، ولا يصف حادثة وقعت."


def is_synthetic(article: Article) -> bool:
    """Tell whether an article is made up: by its id, its outlet or the sentence in it."""
    return article.id.startswith(PREFIX) or article.outlet == OUTLET or MARK in article.text
