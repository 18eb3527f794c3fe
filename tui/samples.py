"""The sample articles: inside the installed package, or beside it in a clone."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path | None:
    """Where the samples are; None if they were left out."""
    here = Path(__file__).parent
    return next((path for path in (here / "samples", here.parent / "samples") if path.is_dir()), None)
