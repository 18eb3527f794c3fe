"""The same quote elsewhere: whole, in part, whatever case and marks; and nothing by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.library import Library
from store.reuse import longest_run, words_of
from tests.explorer import explorer
from tests.newsroom import extraction, reading
from tui.main_screen import MainScreen
from tui.reuse_page import ReusePage

SAID = "The river rose faster than anybody in the village had thought it could"
FIRST = f"Rain fell. “{SAID},” Pep Guardiola said. “Yes,” he added."
WHOLE = "The mayor heard that the RIVER rose faster than anybody, in the village, had thought it could."
PART = "A week later, “rose faster than anybody in the village had expected,” he said of the river."
CHANCE = "Nobody in the village had a boat, and the river rose."
OTHER = "“It could rain again tomorrow,” said Jurgen Klopp, and it did."


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    with Library.open(path) as library:
        for n, text in enumerate((FIRST, WHOLE, PART, CHANCE, OTHER)):
            library.put(reading(text, f"{n}.txt", f"article {n}"), extraction(text))
    return path


def test_whole_and_partial_quotes_are_found_and_chance_is_not(newsroom: Path) -> None:
    with Library.open(newsroom, write=False) as library:
        key = library.rows()[0].id
        found = library.elsewhere(key, SAID)
        assert [(one.title, one.common, one.words) for one in found] == [("article 1", 13, 13), ("article 2", 8, 13)]
        assert found[0].text == WHOLE[len("The mayor heard that ") : -1]
        assert found[1].text == "rose faster than anybody in the village had"
        assert library.elsewhere(key, "Yes") == []
        assert library.elsewhere(key, "") == []


def test_the_longest_run_is_found() -> None:
    said = [word for word, _, _ in words_of("a b c d e f g h")]
    text = "x a b c d e y  c d e f g h."
    start, end, common = longest_run(said, words_of(text))
    assert (text[start:end], common) == ("c d e f g h", 6)
    assert longest_run(said, words_of("a b c d")) == (0, 0, 0)


@pytest.mark.parametrize("words", ['say "no" AND (NEAR', "Großkreutz’s älteste 漢字 * ^ a:b -c", "\x00 \x1b[2J " * 5])
def test_any_words_can_be_looked_for(newsroom: Path, words: str) -> None:
    with Library.open(newsroom, write=False) as library:
        assert library.elsewhere(library.rows()[0].id, words) == []


async def test_the_page_lists_them_under_the_quote_and_goes_there(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("4", "Q")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, ReusePage)
        assert "1 of 2 quotes" in app.screen
        assert f"Pep Guardiola: “{SAID},” – 2 articles" in app.screen
        assert "13 of 13" in app.screen
        await app.press("j", "enter")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.text.text[app.desk.text.cursor :].startswith("rose faster")
        await app.press("H")
        await app.quiet()
        assert isinstance(app.app.screen, ReusePage)
        assert app.app.screen.carried.cursor == 2


async def test_an_article_whose_quotes_are_its_own_says_so(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("G", "Q")
        await app.quiet()
        assert "no other article carries a quote of this one" in app.screen
        await app.press("q", "k", "Q")
        assert app.status == "no quote in this article"


async def test_the_quote_under_the_cursor_of_a_page_is_looked_for(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        app.app.open_search("river")
        await app.pilot.pause()
        await app.press("Q")
        await app.quiet()
        assert isinstance(app.app.screen, ReusePage)
        assert f"Pep Guardiola: “{SAID},” – 2 articles" in app.screen
        await app.press("H", "G", "Q")
        await app.quiet()
        assert not isinstance(app.app.screen, ReusePage)
        assert "no quote here" in app.screen
        await app.press("slash")
        await app.type("no such place")
        await app.press("enter", "Q")
        assert "no quote here" in app.screen
        speaker = app.app.library.entities("Pep Guardiola")[0]
        app.app.open_entity(speaker.id, speaker.name)
        await app.pilot.pause()
        await app.press("2", "Q")
        await app.quiet()
        assert isinstance(app.app.screen, ReusePage)
