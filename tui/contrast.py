"""Text that can be read on its background, in whatever colours a theme has.

Contrast is what the Web Content Accessibility Guidelines (WCAG 2.2) mean by it: the ratio of relative luminances.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from textual.app import App
from textual.color import BLACK, WHITE, Color

#: The least contrast that WCAG asks of text (1.4.3, level AA).
WANTED = 4.5
#: Steps from a colour to black or white in which one is looked for that can be read.
_STEPS = 24


def luminance(color: Color) -> float:
    """The relative luminance of a colour, 0 (black) to 1 (white)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def as_it_is(color: Color) -> Color:
    """What a terminal with all colours shows."""
    return color


def grey(color: Color) -> Color:
    """What is shown where there are to be no colours (``NO_COLOR``)."""
    return color.monochrome


def of_256(color: Color) -> Color:
    """What a terminal with 256 colours shows: the nearest of them."""
    return Color(*color.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())


def shown_by(app: App[Any]) -> Callable[[Color], Color]:
    """What becomes of colours on the way from an app to its user's eyes."""
    if app.no_color:
        return grey
    return of_256 if app.console.color_system == "256" else as_it_is


@lru_cache(maxsize=4096)  # styles are made anew whenever the focus moves
def readable(color: Color, ground: Color, shown: Callable[[Color], Color] = as_it_is) -> Color:
    """The colour, made darker or lighter as little as is needed to be read on a background.

    ``shown`` is what becomes of a colour on the way to the user's eyes: what is nearest to a dark grey among 256
    colours may be a medium one. Where ``WANTED`` cannot be reached (on a medium grey), the better of black and white.
    Colours of the terminal's own (ansi) have no values that could be compared and stay as they are.
    """
    if color.ansi is not None or ground.ansi is not None:
        return color
    behind = shown(ground)
    end = max(WHITE, BLACK, key=lambda extreme: contrast(extreme, behind))
    mixed = (color.blend(end, step / _STEPS, 1.0) for step in range(_STEPS))
    return next((found for found in mixed if contrast(shown(found), behind) >= WANTED), end)
