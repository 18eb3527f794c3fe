"""What a screen does with the room it has: classes by width and height for the style sheet, and a word if it has none.

Widths and heights are in cells; the largest that the terminal reaches counts.
"""

from __future__ import annotations

from textual.widgets import Static

WIDTHS = [(0, "-tiny"), (30, "-narrow"), (64, "-medium"), (110, "-wide"), (150, "-huge")]
HEIGHTS = [(0, "-squat"), (7, "-low"), (18, "-tall")]


class TooSmall(Static):
    """Stands in for everything on a terminal where nothing else fits."""

    def __init__(self) -> None:
        super().__init__(f"Too small: Pressbox needs {WIDTHS[1][0]} × {HEIGHTS[1][0]}.", id="too-small", markup=False)
