"""What this program calls itself where it leaves a name."""

from __future__ import annotations


def version() -> str:
    """The version of Pressbox; "0" where it runs without being installed."""
    import importlib.metadata  # takes as long as all of the store to import, and is seldom asked

    try:
        return importlib.metadata.version("pressbox")
    except importlib.metadata.PackageNotFoundError:
        return "0"
