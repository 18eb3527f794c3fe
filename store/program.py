"""What this program calls itself where it leaves a name."""

from __future__ import annotations

import importlib.metadata


def version() -> str:
    """The version of Pressbox; "0" where it runs without being installed."""
    try:
        return importlib.metadata.version("pressbox")
    except importlib.metadata.PackageNotFoundError:
        return "0"
