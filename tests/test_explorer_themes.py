"""Everything written can be read in every theme, on few colours and on none, and marks are told apart without colour.

Contrast is measured on what is drawn, by the formula of WCAG 2.2 written down here once more.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.filter import monochrome_style
from textual.theme import BUILTIN_THEMES

from store.library import Library
from tests.explorer import Explorer, explorer
from tests.terminal import Terminal
from tui import themes

#: Goes to places of the explorer, and says where it is.
Places = Callable[[Explorer], AsyncIterator[str]]
#: What WCAG 2.2 asks of text (1.4.3, level AA).
LEAST = 4.5
OWN_COLOURS = [name for name, theme in BUILTIN_THEMES.items() if theme.ansi]
TRUE_COLOURS = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]


# what is on the screen


async def in_the_text(app: Explorer) -> AsyncIterator[str]:
    """Cursors, marks, selection, search, jump letters."""
    await app.press("2", "right_square_bracket")
    yield "name"
    for _ in range(4):
        await app.press("right_curly_bracket")
    yield "quote"
    await app.press("v", *"wwww")
    yield "selection"
    await app.press("escape", "g", "slash")
    await app.type("oslo")
    await app.press("enter", "n", "semicolon")
    yield "search and jump letters"
    await app.press("escape", "escape", "3")
    yield "entities"
    await app.press("4")
    yield "quotes"


async def in_messages(app: Explorer) -> AsyncIterator[str]:
    """Status line, questions, choices, toast, palette."""
    await app.press("exclamation_mark")
    yield "good"
    app.desk.status.say("that went wrong", "bad")
    app.app.say_error("that went wrong")
    await app.pilot.pause()
    yield "bad"
    app.app.clear_notifications()
    await app.press("2", "right_square_bracket", "r")
    yield "keys"
    await app.press("escape", "s")
    yield "choices"
    await app.press("escape", "ctrl+p", "down", "down")
    yield "palette"
    await app.press("escape")


async def on_pages(app: Explorer) -> AsyncIterator[str]:
    """Every page that looks like no other."""
    await app.press("2", "right_square_bracket", "x")
    for key in ("question_mark", "P", "V", "C", "U", "Q", "enter"):
        await app.press("2", "g", key)
        await app.quiet()
        yield f"page {key}"
        app.app.leave_pages()


def written(app: Explorer) -> Iterator[tuple[str, Style]]:
    """The pieces of text on the screen with their styles."""
    for strip in app.app.screen._compositor.render_strips():
        for segment in strip:
            if any(c.isalnum() or c in "?•✓▸⏎“”" for c in segment.text):
                yield segment.text, segment.style or Style()


def contrast(style: Style) -> float:
    """The contrast of a style's text to its background."""
    assert style.color is not None
    assert style.bgcolor is not None
    one, other = (_luminance(color) + 0.05 for color in (style.color, style.bgcolor))
    return max(one, other) / min(one, other)


def _luminance(color: Color) -> float:
    parts = (c / 255 for c in color.get_truecolor())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_what_wcag_says() -> None:
    assert contrast(Style.parse("#ffffff on #000000")) == pytest.approx(21)
    assert contrast(Style.parse("#777777 on #ffffff")) == pytest.approx(4.48, abs=0.01)


#: What becomes of a style on terminals of these kinds, and in which environment that is so.
SHOWN: dict[str, tuple[Callable[[Style], Style], dict[str, str]]] = {
    "true colours": (lambda style: style, {"COLORTERM": "truecolor"}),
    "256 colours": (lambda style: _downgraded(style), {"COLORTERM": ""}),
    "greys": (monochrome_style, {"COLORTERM": "truecolor", "NO_COLOR": "1"}),
}


def _downgraded(style: Style) -> Style:
    colors = [color and color.downgrade(ColorSystem.EIGHT_BIT) for color in (style.color, style.bgcolor)]
    return style + Style.from_color(*colors)


@pytest.mark.parametrize(
    ("places", "kind", "chosen"),
    [
        (in_the_text, "true colours", TRUE_COLOURS),
        (in_messages, "true colours", TRUE_COLOURS),
        # What is drawn on pages is styled as in the panes: some themes will do.
        (on_pages, "true colours", TRUE_COLOURS[::4]),
        (in_the_text, "256 colours", TRUE_COLOURS[::2]),
        (in_the_text, "greys", TRUE_COLOURS[1::2]),
    ],
)
async def test_text_can_be_read_in_every_theme(
    ferry: Path,
    monkeypatch: pytest.MonkeyPatch,
    places: Places,
    kind: str,
    chosen: list[str],
) -> None:
    shown, environment = SHOWN[kind]
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    faint, seen = set(), 0
    async with explorer(ferry, (140, 40)) as app:
        async for place in places(app):
            for theme in chosen:
                app.app.theme = theme
                await app.pilot.pause()
                for text, style in written(app):
                    seen += 1
                    if (ratio := contrast(shown(style))) < LEAST:
                        faint.add((theme, place, text.strip()[:30], str(style), round(ratio, 2)))
    assert seen > 1000
    assert not faint


#: The terminal's own colours as xterm and the VGA console show them.
PALETTES = {
    "xterm": "000000cd000000cd00cdcd000000eecd00cd00cdcde5e5e57f7f7fff000000ff00ffff005c5cffff00ff00ffffffffff",
    "vga": "000000aa000000aa00aa55000000aaaa00aa00aaaaaaaaaa555555ff555555ff55ffff555555ffff55ff55ffffffffff",
}


def in_palette(color: Color | None, palette: str, default: str) -> Color:
    """A colour of the terminal's own in a palette."""
    if color is None or color.is_default or color.number is None:
        assert color is None or color.triplet is None, "a theme of the terminal's own colours has no others"
        return Color.parse(default)
    return Color.parse(f"#{PALETTES[palette][6 * color.number :][:6]}")


@pytest.mark.parametrize("theme", OWN_COLOURS)
@pytest.mark.parametrize("places", [in_the_text, in_messages, on_pages])
async def test_text_can_be_read_in_the_terminals_own_colours(ferry: Path, places: Places, theme: str) -> None:
    faint = set()
    text_colour, ground = ("#ffffff", "#000000") if BUILTIN_THEMES[theme].dark else ("#000000", "#ffffff")
    async with explorer(ferry, (140, 40)) as app:
        app.app.theme = theme
        async for place in places(app):
            for text, style in written(app):
                for palette in PALETTES:
                    color = in_palette(style.color, palette, text_colour)
                    seen = Style.from_color(color, in_palette(style.bgcolor, palette, ground))
                    if contrast(seen) < LEAST:
                        faint.add((place, text.strip()[:30], str(style), palette))
    assert not faint


#: What can be lit up in the text at once, each with what it lies on.
LIT = {
    "plain": (),
    "indirect quote": ("text--indirect",),
    "another mention of the entity": ("label--person", "text--entity"),
    "current mention": ("label--person", "text--entity", "text--mention"),
    "speaker": ("label--person", "text--speaker"),
    "cue": ("text--cue",),
    "selection": ("text--selection",),
    "match": ("text--match",),
    "cursor": ("text--cursor",),
    "cursor in the selection": ("text--selection", "text--cursor"),
    "cursor on a match": ("text--match", "text--cursor"),
}


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", *OWN_COLOURS])
async def test_marks_are_told_apart_without_colour(ferry: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(ferry, (140, 40)) as app:
        app.app.theme = theme
        await app.pilot.pause()
        text, rows = app.desk.text, app.desk.articles
        looks = {what: look(text.style_of(*names), theme) for what, names in LIT.items()}
        alike = {pair for pair in combinations(looks, 2) if looks[pair[0]] == looks[pair[1]]}
        # The cursor looks the same wherever it stands.
        assert {frozenset(pair) for pair in alike} <= {
            frozenset(pair) for pair in combinations((what for what in LIT if what.startswith("cursor")), 2)
        }
        ours = [look(text.style_of(name), theme) for name in ("text--margin", "text--margin-current")]
        assert ours[0] != ours[1]
        row = [look(rows.style_of(*names), theme) for names in ((), ("pane--cursor",), ("pane--cursor-blurred",))]
        assert len({*row}) == 3
        headings = [look(rows.style_of(name), theme) for name in ("pane--heading", "pane--heading-focus")]
        assert headings[0] != headings[1]


def look(style: Style, theme: str) -> str:
    """A style as it is seen where there are no colours: greys, or none at all in the terminal's own colours."""
    if theme in OWN_COLOURS:
        return str(style.without_color)
    return str(monochrome_style(style))


async def test_labels_kinds_and_states_have_signs_of_their_own(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("2", "exclamation_mark")
        for sign in ("ᴾ", "ᴼ", "ᴳ", "ᴸ", "ᶠ", "ᴱ", "ᴺ", "ᵂ", "ᴰ", "ᴬ", "ˢ", "┃", "╏", "┊", "✓ ", "?Baltic"):
            assert sign in app.screen, sign


# how many colours the terminal has


@pytest.mark.parametrize(
    ("theme", "colours", "ground", "shown"),
    [
        ("nord", "truecolor", "", "nord"),
        ("nord", "256", "", "nord"),
        ("nord", "standard", "", "ansi-dark"),
        ("nord", "standard", "15;0", "ansi-dark"),
        ("nord", "standard", "0;15", "ansi-light"),
        ("nord", None, "", "ansi-dark"),
        ("ansi-light", "standard", "", "ansi-light"),
    ],
)
def test_few_colours(monkeypatch: pytest.MonkeyPatch, theme: str, colours: str | None, ground: str, shown: str) -> None:
    monkeypatch.setenv("COLORFGBG", ground)
    assert themes.shown(BUILTIN_THEMES[theme], colours) == shown


@pytest.mark.parametrize("term", ["xterm", "linux", "screen", "vt220"])
def test_a_terminal_of_few_colours_keeps_the_chosen_theme(ferry: Path, term: str) -> None:
    with Library.open(ferry) as library:
        library.save_session(replace(library.session("default"), theme="nord"))
    terminal = Terminal("--store", str(ferry), environment={"TERM": term, "COLORTERM": ""})
    terminal.wait_for("Berta Quirk")
    terminal.read_for(0.3)
    assert b"38;2;" not in terminal.seen
    assert b"48;" not in terminal.seen
    assert re.search(rb"\x1b\[(1;)?7[;m]", terminal.seen)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    with Library.open(ferry) as library:
        assert library.session("default").theme == "nord"


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_shows_lines_only_is_told(ferry: Path, term: str) -> None:
    terminal = Terminal("--store", str(ferry), environment={"TERM": term})
    terminal.wait_for("cannot show the explorer")
    assert terminal.wait_for_end() == 2
    assert b"\x1b" not in terminal.seen
