"""Widgets that draw their own lines, and the styles they draw with."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from tui.contrast import readable, shown_by

if TYPE_CHECKING:
    from tui.app import PressboxApp


class Drawn(Widget):
    """A widget whose lines are drawn with styles of ``tui.inks`` laid over each other."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._drawn_styles: dict[tuple[str, ...], Style] = {}
        self._style_sheet = -1

    @property
    def pressbox(self) -> PressboxApp:
        """The app, as what it is."""
        return cast("PressboxApp", self.app)

    def style_of(self, *names: str) -> Style:
        """The style of some inks, each laid over the ones before it and all over the widget's own.

        Textual's own component styles forget a colour's transparency; here it is blended, so that a cursor on a quote
        on a page shows all three, and what is too faint to be read on that is made stronger. Remembered until the
        theme changes.
        """
        style = self._drawn_styles.get(names)
        if style is None:
            style = self._drawn_styles[names] = self._laid_over(names)
        return style

    def _laid_over(self, names: tuple[str, ...]) -> Style:
        ground = self.background_colors[1]
        color, text = self.styles.color, self.text_style
        for name in names:
            styles = self.app.get_component_styles(name)
            if styles.has_rule("background"):
                ground += styles.background
            if styles.has_rule("auto_color") and styles.auto_color:
                color = ground.get_contrast_text(styles.color.a)
            elif styles.has_rule("color"):
                color = styles.color
            text += styles.text_style
        color = readable(_over(ground, color), ground, shown_by(self.app))
        return text + Style.from_color(color.rich_color, ground.rich_color)

    def notify_style_update(self) -> None:
        # Textual says so whenever the focus moves, too.
        if self._style_sheet != self.pressbox.style_sheets:
            self._style_sheet = self.pressbox.style_sheets
            self.restyled()
        super().notify_style_update()

    def restyled(self) -> None:
        """The style sheet has become another one: forget what was made with the old one."""
        self._drawn_styles.clear()


def _over(ground: Color, color: Color) -> Color:
    # Terminal (ansi) colours have no values that could be blended.
    return color if color.ansi is not None or ground.ansi is not None else ground + color
