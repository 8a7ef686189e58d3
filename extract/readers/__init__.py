"""Reading files into articles, one module for each format.

Text stays exactly as published: line ends, vowel signs and direction marks are kept, nothing is repaired. What cannot be read becomes a BadItem
with its place and the way out, and reading goes on with the next article. NUL characters and lone surrogates are refused, because neither can be
stored or shown without altering the text. All that is read is hostile until proven otherwise: sizes, numbers and depths are bounded.
"""

from extract.readers.items import BadItem
from extract.readers.registry import ENDINGS, read

__all__ = ["ENDINGS", "BadItem", "read"]
