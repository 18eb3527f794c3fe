"""The main screen: the desk with all its keys."""

from __future__ import annotations

from typing import Any, ClassVar

from tui.correcting import CorrectActions
from tui.library_actions import LibraryActions
from tui.reading_actions import ReadActions
from tui.verbs import bindings


class MainScreen(ReadActions, CorrectActions, LibraryActions):
    """Articles, text, entities and quotes, with the status and hint lines below them."""

    BINDINGS: ClassVar[list[Any]] = bindings()
