"""Pages over all articles: an entity, the speakers, an overview; and the way back and forward between places."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from store.library import Library
from store.model import Speaker
from tests.explorer import Explorer, explorer
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.bars import BarsPane, Tick, bar
from tui.entity_page import EntityPage
from tui.main_screen import MainScreen
from tui.overview_page import OverviewPage
from tui.sessions_page import SessionsPage
from tui.speakers_page import SpeakersPage

THIRD = "“Madrid won,” Pep Guardiola said. “Madrid were good,” he added. Virgil van Dijk was not there."


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with three made-up articles."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for key, text in (("match.txt", MATCH), ("city.txt", OTHER), ("third.txt", THIRD)):
            library.put(reading(text, key), extraction(text))
    return path


def ticks(pane: BarsPane) -> dict[str, int]:
    return {row.name: row.count for row in pane.rows if row.count >= 0}


async def to_klopp(app: Explorer) -> EntityPage:
    await app.press("2")
    app.go_to("Jurgen Klopp")
    await app.press("enter")
    await app.quiet()
    page = app.app.screen
    assert isinstance(page, EntityPage)
    return page


async def test_an_entity_page_tells_everything_about_a_name(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        assert [hit.text for hit in page.mentions.rows] == ["Jurgen Klopp", *["Klopp"] * 3]
        assert [hit.text for hit in page.quotes.rows] == ["“We were good,”", "“and Madrid were not.”", "“It rains,”"]
        counts = ticks(page.around)
        assert {"Klopp": 3, "Jurgen Klopp": 1}.items() <= counts.items()
        assert {"Liverpool": 2, "Pep Guardiola": 1}.items() <= counts.items()
        assert list(ticks(page.articles).values()) == [3, 1]


async def test_companions_and_days_are_counted_over_articles(newsroom: Path) -> None:
    with Library.open(newsroom) as library:
        liverpool = next(row.id for row in library.entities() if row.name == "Liverpool")
        *_, companions = library.companions(liverpool)
        assert {one.name: one.count for one in companions}["Madrid"] == 2
        assert library.timeline(liverpool) is None
        assert [(hit.mentions, hit.quotes) for hit in library.articles_naming(liverpool)] == [(3, 0), (1, 0)]


async def test_the_names_are_aligned_below_each_other(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await to_klopp(app)
        lines = app.screen.splitlines()[2:5]
        columns = {
            line.index(words) for line, words in zip(lines, ["Klopp, “", "Klopp went", "Klopp. Real"], strict=True)
        }
        assert len(columns) == 1


async def test_enter_goes_from_name_to_name_and_escape_back(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await to_klopp(app)
        await app.press("3", "slash")
        await app.type("guardiola")
        await app.press("enter", "enter")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, EntityPage)
        assert page.mentions.title == "Pep Guardiola PERSON"
        await app.press("escape")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, EntityPage)
        assert page.mentions.title == "Jurgen Klopp PERSON"
        assert (page.at, page.around.words) == (2, "guardiola")
        current = page.around.current
        assert current is not None
        assert current.name == "Pep Guardiola"
        await app.press("q")
        assert isinstance(app.app.screen, MainScreen)


async def test_a_form_of_the_name_filters_the_mentions(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        await app.press("3", "g", "j", "enter")
        assert page.at == 0
        assert page.mentions.words == "“Jurgen Klopp”"
        assert {row.text for row in map(page.mentions.rows.__getitem__, page.mentions.shown)} == {"Jurgen Klopp"}


async def test_back_and_forward_through_articles_and_pages(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await to_klopp(app)
        await app.press("4", "enter")
        first = app.desk.view
        await app.press("J")
        second = app.desk.view
        assert first is not None
        assert second is not None
        assert second != first
        await app.press("H")
        assert app.desk.view == first
        await app.press("H")
        assert isinstance(app.app.screen, EntityPage)
        assert app.app.screen.at == 3
        await app.press("H")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.text.text[app.desk.text.cursor :].startswith("Jurgen Klopp")
        await app.press("H")
        assert app.status == "this is where you began"
        await app.press("L", "L", "alt+right")
        assert app.desk.view == second
        await app.press("L")
        assert app.status == "there is nothing later – H goes back"


async def test_the_speakers_with_their_quotes_and_whom_they_name(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("P")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, SpeakersPage)
        assert [(row.name, row.quotes, row.articles, row.words) for row in page.speakers.rows if row] == [
            ("Jurgen Klopp", 3, 2, 9),
            ("Pep Guardiola", 2, 2, 5),
            ("Virgil van Dijk", 1, 1, 3),
        ]
        assert page.unnamed.rows == []
        assert ticks(page.about) == {"Madrid": 1}
        await app.press("j")
        await app.pilot.pause(0.1)
        await app.quiet()
        assert page.quotes.rows[0].text == "“They deserved it,”"
        assert ticks(page.about) == {"Madrid": 1}
        await app.press("slash")
        await app.type("klopp")
        await app.press("enter")
        await app.pilot.pause(0.1)
        assert page.quotes.title == "Quotes of Jurgen Klopp"
        await app.press("enter")
        page = app.app.screen
        assert isinstance(page, EntityPage)
        assert page.pane is page.quotes


async def test_the_unnamed_are_gathered_by_what_they_are(tmp_path: Path) -> None:
    words = "“One,” said the man. “Two,” said A Man. “Three,” said the manager. “Four,” she said. “Five,” he said."
    machine = extraction(words)
    said = zip(machine.quotes, ("the man", "A Man", "the manager", "she", "he"), strict=True)
    machine = replace(machine, quotes=tuple(replace(q, speaker=Speaker(name=name)) for q, name in said))
    with Library.open(tmp_path / "store") as library:
        library.put(reading(words), machine)
        *_, rows = library.speakers()
        assert [(row.name, row.forms, row.quotes, row.articles) for row in rows] == [
            ("he, she", ("he", "she"), 2, 1),
            ("A Man", ("a man", "the man"), 2, 1),
            ("the manager", ("the manager",), 1, 1),
        ]
        assert [quote.text for quote in library.said_by("", rows[1].forms)] == ["One,", "Two,"]
        assert [quote.text for quote in library.said_by("", ["the man"])] == ["One,"]
    async with explorer(tmp_path / "store") as app:
        await app.press("P")
        await app.quiet()
        assert app.app.screen.focused is app.app.screen.query_one("#unnamed")
        await app.press("j", "enter")
        assert "Quotes of A Man" in app.screen
        assert "“Two,”" in app.screen
        assert "Three" not in app.screen


async def test_the_overview_counts_and_leads_on(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("exclamation_mark", "V")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, OverviewPage)
        assert max(page.names.rows, key=lambda row: row.count) == page.names.rows[0]
        pairs = {row.name: dict(zip((r.name for r in page.together.rows[1:]), row.counts, strict=True))
                 for row in page.together.rows[1:]}  # fmt: skip
        assert pairs["Jurgen Klopp"]["Pep Guardiola"] == pairs["Pep Guardiola"]["Jurgen Klopp"] == 1
        assert pairs["Pep Guardiola"]["Virgil van Dijk"] == 1
        assert pairs["Jurgen Klopp"]["Virgil van Dijk"] == 0
        state = ticks(page.state_of)
        assert (state["✓ reviewed"], state["to be reviewed"]) == (1, 2)
        assert (state["1"], state["2"], state["3–4"]) == (1, 1, 1)
        await app.press("3", "j", "enter")
        assert isinstance(app.app.screen, EntityPage)
        await app.press("escape", "4", "j", "enter")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.articles.words == "reviewed:no"
        assert len(app.desk.articles.shown) == 2
        await app.press("H")
        assert isinstance(app.app.screen, OverviewPage)


async def test_pages_of_an_empty_library_say_so(tmp_path: Path) -> None:
    async with explorer(tmp_path / "store") as app:
        await app.press("V")
        await app.quiet()
        for words in ("nothing is named yet", "nobody is quoted yet", "nobody is named yet", "no articles yet"):
            assert words in app.screen
        await app.press("P")
        await app.quiet()
        assert "nobody is quoted yet" in app.screen
        await app.press("q", "q")
        assert isinstance(app.app.screen, MainScreen)


async def test_what_was_only_passed_in_the_list_is_no_place(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("j", "j", "H")
        assert app.status == "this is where you began"
        await app.press("2", "1", "k", "H")
        assert app.desk.articles.cursor == 2


async def test_pages_zoom_and_stand_alone_on_narrow_screens(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        await app.press("2", "z")
        assert [pane.display and pane.region.area > 0 for pane in page.panes] == [False, True, False, False]
        await app.press("escape")
        assert all(pane.region.area > 0 for pane in page.panes)
        await app.pilot.resize_terminal(40, 20)
        await app.press("tab")
        assert [pane.region.area > 0 for pane in page.panes] == [False, False, True, False]
        await app.pilot.resize_terminal(20, 5)
        assert "Too small" in app.screen


async def test_the_palette_and_help_act_on_the_page(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        await app.press("question_mark", "slash")
        await app.type("zoom")
        await app.press("enter", "enter")
        assert page.has_class("-zoomed")
        await app.press("question_mark", "slash")
        await app.type("label letters")
        await app.press("enter", "enter")
        assert isinstance(app.app.screen, MainScreen)
        assert not app.desk.text.letters


async def test_keys_of_the_main_screen_on_a_page(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        await app.press("exclamation_mark")
        assert "Reviewed: ! does that on the main screen – q goes back there" in app.screen
        assert app.app.screen is page
        await app.press("F")
        assert app.app.screen is page
        await app.type("rains")
        await app.press("enter")
        assert "Find: rains  1 article" in app.screen
        await app.press("S")
        assert isinstance(app.app.screen, SessionsPage)
        await app.press("q", "H")
        assert "Find: rains" in app.screen
        await app.press("f")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.question.open


async def test_the_mouse_works_on_pages(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await to_klopp(app)
        await app.pilot.click("#said", offset=(5, 2))
        assert page.at == 1
        assert page.quotes.cursor == 1
        await app.pilot.click("#said", offset=(5, 2), times=2)
        await app.pilot.pause()
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.text.text[app.desk.text.cursor :].startswith("and Madrid")


def test_bars_are_as_long_as_their_numbers() -> None:
    assert bar(10, 10, 4) == "████"
    assert bar(5, 10, 4) == "██"
    assert bar(1, 8, 1) == "▏"
    assert bar(1, 1000, 4) == "▏"
    assert bar(0, 10, 4) == ""


def test_ticks_without_a_number_are_headings() -> None:
    pane = BarsPane("Bars", id="bars", empty="none")
    pane.list_ticks([Tick("Heading"), Tick("one", 1), Tick("two", 2)])
    assert pane.current == Tick("one", 1)
    pane.set_filter("two")
    assert [pane.rows[n].name for n in pane.shown] == ["Heading", "two"]
