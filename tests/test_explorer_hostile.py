"""Text that would take over the terminal or the app stays text, in every pane, list, message and title."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.corrections import Correction, State
from store.library import Library
from store.model import Entity, Extraction, Mention, Quote, Span, Speaker
from store.reading import find
from tests.explorer import Explorer, explorer
from tests.newsroom import reading
from tests.readers import read
from tests.terminal import ESCAPES, Terminal
from tui.compare_page import ComparePage

PAYLOADS = [
    "[@click=app.quit]x[/] [/b]",
    '[/b] [=] [foo="] [@click= ',
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J\x1b[H",
    "\x9b31m \x9d0;t\x9c \x00 \x7f \x08\x08",
    "\u202egnp.exe \u2066iso\u2069 \u200e\u200f\ufeff",
    "$text-error %s {0} \\[x] :smile:",
    "e\u0301 👨\u200d👩\u200d👧 漢字 \U000e0041",
]
#: Code points that must never be painted: controls other than the line end, bidi controls, the byte order mark.
FORBIDDEN = {*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF} - {
    10
}


@pytest.fixture
def hostile_store(tmp_path: Path) -> Path:
    """A store whose article, names, speakers, session and corrections are made of payloads."""
    folder = tmp_path / "in"
    folder.mkdir()
    body = "\n\n".join(f"{payload} said “{payload}” yesterday." for payload in PAYLOADS)
    (folder / "[@click=app.quit]x\x1b[2J.txt").write_text(f"{PAYLOADS[0]}{PAYLOADS[2]}\n\n{body}\n", encoding="utf-8")
    path = tmp_path / "store"
    with Library.open(path) as library:
        for found in find([str(folder)]):
            assert not isinstance(found, Exception)
            one = read(found)
            library.put(one, _extraction(one.text))
        key = library.rows()[0].id
        entity = library.view(key).entities[0].id
        library.correct(
            Correction(
                id="",
                time="",
                action="rename-entity",
                article=key,
                scope="article",
                before=State(entity=entity),
                after=State(name=PAYLOADS[1] + PAYLOADS[2]),
            )
        )
    return path


def _extraction(text: str) -> Extraction:
    """Every third word is a name, every tenth a quote."""
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append((at, at + len(word)))
        at += len(word)
    named = words[::3]
    entities = [Entity(id=f"e{n}", name=text[a:b], label="PERSON") for n, (a, b) in enumerate(named)]
    mentions = [
        Mention(start=a, end=b, text=text[a:b], label="PERSON", entity=f"e{n}", reason=PAYLOADS[0])
        for n, (a, b) in enumerate(named)
    ]
    quotes = [
        Quote(
            id=f"q{a}",
            kind="direct",
            segments=(Span(a, b, text[a:b]),),
            speaker=Speaker(name=PAYLOADS[n % len(PAYLOADS)]),
            reason=PAYLOADS[1],
        )
        for n, (a, b) in enumerate(words[1::10])
    ]
    return Extraction(
        extractor="test", model="test", entities=tuple(entities), mentions=tuple(mentions), quotes=tuple(quotes)
    )


def harmless(app: Explorer) -> bool:
    return not FORBIDDEN & {ord(c) for c in app.screen}


async def test_payloads_are_visible_text_in_every_pane_and_page(hostile_store: Path) -> None:
    async with explorer(hostile_store, session="[/b][@click=app.quit]s", size=(150, 45)) as app:
        assert "[@click=app.quit]x[/]" in app.screen
        assert "␛[31mred" in app.screen
        pages = (
            "2",
            "]",
            "i",
            "3",
            "j",
            "i",
            "4",
            "j",
            "i",
            "enter",
            "q",
            "C",
            "q",
            "S",
            "q",
            "ctrl+f",
            "q",
            "question_mark",
            "q",
        )
        for key in pages:
            await app.press("right_square_bracket" if key == "]" else key)
            assert harmless(app), key
        await app.press("2", "s")
        assert harmless(app)
        await app.press("escape", "m")
        assert harmless(app)
        await app.press("escape", "x", "u", "r", "o")
        assert harmless(app)
        await app.press("F")
        await app.type("click")
        await app.press("enter")
        assert harmless(app)


@pytest.mark.parametrize("size", [(150, 45), (80, 24), (40, 15)])
async def test_payloads_are_visible_text_on_every_page_over_all_articles(
    hostile_store: Path, size: tuple[int, int]
) -> None:
    async with explorer(hostile_store, size=size) as app:
        app.desk.saved_filters = {payload: payload for payload in PAYLOADS}
        for way in (("3", "g", "enter"), ("4", "g", "enter"), ("P",), ("V",), ("4", "g", "Q"), ("U",), ("B",)):
            await app.press(*way)
            await app.quiet()
            for key in ("1", "2", "3", "4", "j", "slash"):
                await app.press(key)
                assert harmless(app), (way, key)
            app.app.screen.question.query_one("#question-input").value = "".join(PAYLOADS)  # type: ignore[attr-defined]
            await app.pilot.pause()
            assert harmless(app), way
            await app.press("enter", "semicolon")
            assert harmless(app), way
            await app.press("escape", "q")
            app.app.leave_pages()
            assert app.app.return_code is None


@pytest.mark.parametrize("size", [(150, 45), (80, 24), (40, 15)])
async def test_payloads_are_visible_text_side_by_side(hostile_store: Path, size: tuple[int, int]) -> None:
    with Library.open(hostile_store) as library:
        text = library.view(library.rows()[0].id).article.text + " Again."
        library.put(reading(text, PAYLOADS[2], PAYLOADS[0] + PAYLOADS[4]), _extraction(text))
    async with explorer(hostile_store, size=size) as app:
        await app.press("c")
        assert harmless(app)
        await app.type("click")
        assert harmless(app)
        await app.press("enter")
        assert isinstance(app.app.screen, ComparePage)
        for key in ("right_square_bracket", "right_curly_bracket", "tab", "left_square_bracket", "G", "semicolon"):
            await app.press(key)
            assert harmless(app), key
        await app.press("escape", "slash")
        await app.type("[/b]")
        await app.press("enter")
        assert harmless(app)
        await app.press("c")
        await app.type("nothing is called [b]")
        await app.press("enter")
        assert harmless(app)
        assert app.app.return_code is None


async def test_dialogs_of_the_desk_show_payloads_as_text(hostile_store: Path) -> None:
    async with explorer(hostile_store) as app:
        for key in ("f", "Y", "Z", "F"):
            for payload in PAYLOADS:
                await app.press("4", "g", key)
                app.desk.question.query_one("#question-input").value = payload + "/no/such/folder"  # type: ignore[attr-defined]
                await app.press("enter")
                await app.quiet()
                assert harmless(app), (key, payload)
                await app.press("escape")
                app.app.leave_pages()
                app.desk.filter_articles("")
        await app.press("semicolon")
        assert harmless(app)


async def test_clicking_on_payloads_runs_nothing(hostile_store: Path) -> None:
    async with explorer(hostile_store) as app:
        for pane in ("articles", "text", "entities", "quotes"):
            for x in range(0, 24, 4):
                await app.pilot.click(f"#{pane}", offset=(x, 2))
        assert app.app.is_running
        assert app.app.return_code is None


async def test_messages_show_payloads_as_text(hostile_store: Path, tmp_path: Path) -> None:
    bad = tmp_path / "[@click=app.quit]\x1b[2J[b].txt"
    bad.write_bytes(b"\x00\x01\x02" * 100)
    async with explorer(hostile_store, paths=[str(bad)]) as app:
        await app.quiet()
        await app.pilot.pause(0.2)
        assert "[@click=app.quit]" in app.screen
        assert harmless(app)
        await app.press("ctrl+f")
        assert "[@click=app.quit]␛[2J[b].txt" in app.screen
        app.app.say_error(PAYLOADS[1] + PAYLOADS[2])
        await app.pilot.pause(0.2)
        assert harmless(app)


async def test_choices_and_questions_show_payloads_as_text(hostile_store: Path) -> None:
    async with explorer(hostile_store) as app:
        for payload in PAYLOADS:
            for key in ("slash", "I"):
                await app.press("1", key)
                app.desk.question.query_one("#question-input").value = payload  # type: ignore[attr-defined]
                await app.pilot.pause()
                assert harmless(app), (key, payload)
                await app.press("escape")


def test_no_payload_reaches_the_terminal(hostile_store: Path) -> None:
    terminal = Terminal("--store", str(hostile_store))
    terminal.wait_for("Articles")
    seen = terminal.seen
    pages = ("\r", "1234", "q", "P", "123", "q", "V", "1234", "q", "U", "q", "Q", "q", "B", "q")
    for keys in ("2]", "i", "}", *pages, "3j", "4j", "C", "q", "2", "G", ";"):
        terminal.press(keys)
        terminal.read_for(0.4)
        seen += terminal.seen
    terminal.kill()
    for sequence in (
        b"\x1b[31mred",
        b"\x1b]0;title",
        b"]2;[@click=app.quit]x[/] [/b]\x1b",
        "\x9b31m".encode(),
        "\u202e".encode(),
        b"\x00",
        b"\x1b[2J\x1b[H ",
    ):
        assert sequence not in seen
    painted = ESCAPES.sub(b"", seen).decode(errors="replace")
    assert not FORBIDDEN - {0x1B, 8, 13} & {ord(c) for c in painted}
