"""Everything below the screen. The public names are loaded when they are first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.check import Finding
    from store.corrections import Anchor, Correction, State, anchor, describe
    from store.documents import Document
    from store.index import ArticleRow
    from store.library import Library, StoreError
    from store.lists import EntityRow, MentionHit, QuoteHit
    from store.searching import TextHit
    from store.sessions import Session
    from store.view import View

_HOMES = {
    "Anchor": "corrections",
    "ArticleRow": "index",
    "Correction": "corrections",
    "Document": "documents",
    "EntityRow": "lists",
    "Finding": "check",
    "Library": "library",
    "MentionHit": "lists",
    "QuoteHit": "lists",
    "Session": "sessions",
    "State": "corrections",
    "StoreError": "errors",
    "TextHit": "searching",
    "View": "view",
    "anchor": "corrections",
    "describe": "corrections",
}

__all__ = [
    "Anchor",
    "ArticleRow",
    "Correction",
    "Document",
    "EntityRow",
    "Finding",
    "Library",
    "MentionHit",
    "QuoteHit",
    "Session",
    "State",
    "StoreError",
    "TextHit",
    "View",
    "anchor",
    "describe",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
