"""Which theme is shown: the one that was chosen, unless the terminal has too few colours for it."""

from __future__ import annotations

import os

from textual.theme import Theme

#: What a console calls its colours when there are 16 of them at most.
FEW = ("standard", "windows", None)


def shown(theme: Theme, colours: str | None) -> str:
    """The name of the theme to show instead of ``theme`` on a console with these colours (as Rich names them).

    The 16 colours nearest to a theme's may well be the same for a word and what lies behind it; the terminal's own
    colours never are.
    """
    if theme.ansi or colours not in FEW:
        return theme.name
    return "ansi-light" if _light() else "ansi-dark"


def _light() -> bool:
    """Whether the terminal says (as rxvt, Konsole and others do) that its background is light."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
