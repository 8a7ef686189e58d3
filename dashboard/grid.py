"""Tables of numbers as Streamlit's grid shows them; no Streamlit here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.text import Words

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def in_digits(table: pd.DataFrame, words: Words, form: str = ",") -> pd.DataFrame | Styler:
    """Have a grid write the numbers of a table in the chosen digits; they stay numbers, which it sorts as such. form: as of `format`."""
    if words.digits == "latin":
        return table
    write: Callable[[Any], str] = lambda number: words.number(number, form)  # noqa: E731  # pandas takes any object here
    return table.style.format(dict.fromkeys(table.select_dtypes("number").columns, write), na_rep="")
