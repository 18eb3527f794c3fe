"""The main screen: the desk with all its keys."""

from __future__ import annotations

from typing import Any, ClassVar

from tui.library_actions import LibraryActions
from tui.name_actions import NameActions
from tui.outside_actions import OutsideActions
from tui.quote_actions import QuoteActions
from tui.reading_actions import ReadActions
from tui.sizing import Sizing
from tui.verbs import bindings


class MainScreen(ReadActions, NameActions, QuoteActions, LibraryActions, OutsideActions, Sizing):
    """Articles, text, entities and quotes, with the status and hint lines below them."""

    BINDINGS: ClassVar[list[Any]] = bindings()
