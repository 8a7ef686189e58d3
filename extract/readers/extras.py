"""Packages that are not installed by default: they are asked for when a file needs them, and the message says how to get them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from extract.readers.items import RefusedError


def extra(module: str, package: str, what: str) -> ModuleType:
    """Import a module. Raises RefusedError where its package is not installed. what: the files that need it, for people."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        way_out = f"{sys.executable} -m pip install {package}"  # not 'rasd[web]': that would draw torch in through camel-tools
        raise RefusedError(f"{what} need the package {package.split(maxsplit=1)[0]}, which is not installed by default: {way_out} ({error})") from error
