"""A look at a store that is not open yet: what a screen has to know to be drawn for the first time."""

from __future__ import annotations

import json
from pathlib import Path

REGISTRY = "pressbox.json"


def look_of(folder: Path, session: str) -> tuple[str, str]:
    """The theme and the pane of a session, of the one that was saved last if it is "", each "" if that is not known.

    Whatever is wrong with the store is for its opening to find, which takes several times as long.
    """
    file = folder / REGISTRY
    theme = pane = ""
    try:
        if not file.is_file():
            return "", ""
        rows = sorted(json.loads(file.read_bytes())["sessions"].values(), key=lambda row: (row["saved"], row["name"]))
        for row in rows:
            if session in ("", row["name"]):
                theme, pane = str(row.get("theme", "")), str(row.get("pane", ""))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "", ""
    return theme, pane
