"""Files that the browser asks for: Leaflet from its package, and the offline base map, put where Streamlit serves them.

`prepare()` runs before Streamlit starts. Nothing is downloaded, and the page asks no other host for anything.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import gazetteer
from dashboard import outlines
from gazetteer.places import RasdError

STATIC = Path(__file__).with_name("static")
VENDOR = STATIC / "vendor"
PARTS = ("areas", "places")
LIBRARIES = {"leaflet.js": "xstatic.pkg.leaflet", "leaflet.css": "xstatic.pkg.leaflet"}


class AssetError(RasdError, OSError):
    """A file that the browser needs could not be put in place."""


def prepare() -> None:
    """Copy the libraries and write the base map of the gazetteer in use; files that are there already stay.

    Raises AssetError where a package is missing or the folder cannot be written.
    """
    try:
        VENDOR.mkdir(parents=True, exist_ok=True)
        for name, package in LIBRARIES.items():
            if not (VENDOR / name).exists():
                _put(VENDOR / name, (files(package) / "data" / name).read_bytes())
        _base_map()
    except ModuleNotFoundError as error:
        raise AssetError(f"{error.name} is missing; install Rasd with its requirements (README, Install)") from error
    except OSError as error:
        raise AssetError(f"{VENDOR} cannot be written ({error.strerror}); install Rasd in a folder of your own") from error


def base_map_name(version: str, part: str) -> str:
    """File name of a part of the base map (areas or places); it carries the gazetteer's version, so that no browser keeps an old one."""
    safe = "".join(ch if ch.isalnum() else "-" for ch in version)
    return f"{part}-{safe}.json"


def _base_map() -> None:
    """Write outlines and place labels for the browser, once for each version of the gazetteer."""
    gaz = gazetteer.load()
    for part in PARTS:
        target = VENDOR / base_map_name(gaz.version, part)
        if target.exists():
            continue
        made = outlines.outlines(gaz.areas.by_pcode.values()) if part == "areas" else outlines.labels(gaz.places.values())
        _put(target, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
        for old in VENDOR.glob(f"{part}-*.json"):
            if old != target:
                old.unlink(missing_ok=True)


def _put(target: Path, content: bytes) -> None:
    """Write a file whole or not at all, also where two dashboards start at once."""
    partial = target.with_suffix(f".{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(target)
