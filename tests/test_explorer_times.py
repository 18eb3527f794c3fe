"""Articles over time, and the dates of articles: on pages, in the list, and in its filter."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from store.library import Library
from tests.explorer import explorer
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.bars import BarsPane, parts, time_ticks
from tui.entity_page import EntityPage
from tui.main_screen import MainScreen
from tui.overview_page import OverviewPage

DATED = (
    ("2026-01-30T23:30:00-05:00", MATCH),
    ("2026-03-02", OTHER),
    ("2026-03", f"{OTHER} Rain."),
    ("", f"{MATCH} So."),
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with four articles: two with a day, one with a month, one without a date."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for number, (published, text) in enumerate(DATED):
            library.put(replace(reading(text, f"{number}.txt"), published=published), extraction(text))
    return path


def section(pane: BarsPane, heading: str) -> list[tuple[str, int, str]]:
    """The rows below a heading."""
    names = [row.name for row in pane.rows]
    found = []
    for row in pane.rows[names.index(heading) + 1 :]:
        if row.count < 0:
            break
        found.append((row.name, row.count, row.remark))
    return found


async def test_an_entity_over_time(newsroom: Path) -> None:
    with Library.open(newsroom) as library:
        line = library.timeline("jurgen-klopp")
        assert line is not None
        assert (line.unit, str(line.first), str(line.last), line.undated) == ("week", "2026-01-30", "2026-03-31", 2)
        assert [s.name for s in line.stretches if s.articles] == ["2026-01-26", "2026-03-02"]
    async with explorer(newsroom) as app:
        await app.press("2")
        app.go_to("Jurgen Klopp")
        await app.press("enter")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, EntityPage)
        weeks = section(page.around, "Dates, by week")
        assert weeks[0] == ("2026-01-26", 1, "×3")
        assert sum(count for _, count, _ in weeks) == 2
        assert next(row.remark for row in page.around.rows if row.name == "Without a date") == "2"
        assert next(row.remark.split() for row in page.articles.rows) == ["2026-01-30", "2"]
        await app.press("3", "slash")
        await app.type("2026-03-02")
        await app.press("enter", "enter")
        assert isinstance(app.app.screen, MainScreen)
        assert [app.desk.articles.rows[at].source for at in app.desk.articles.shown] == ["1.txt"]
        assert app.desk.articles.words == 'published:2026-03-02..2026-03-08 name:"Jurgen Klopp"'


async def test_the_library_over_time(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("V")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, OverviewPage)
        weeks = section(page.state_of, "Dates, by week")
        assert len(weeks) == 10
        assert [name for name, count, _ in weeks if count] == ["2026-01-26", "2026-03-02"]
        await app.press("4", "slash")
        await app.type("01-26")
        await app.press("enter", "enter")
        assert [app.desk.articles.rows[at].source for at in app.desk.articles.shown] == ["0.txt"]
        await app.press("H")
        assert isinstance(app.app.screen, OverviewPage)


async def test_without_dates_there_is_no_timeline(tmp_path: Path) -> None:
    with Library.open(tmp_path / "store") as library:
        for text in (MATCH, OTHER):
            library.put(reading(text, text[:9]), extraction(text))
        assert library.timeline("jurgen-klopp") is None
    async with explorer(tmp_path / "store") as app:
        await app.press("V")
        await app.quiet()
        assert "Dates" not in app.screen


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        ("published:2026-03", ["1.txt", "2.txt"]),
        ("published:2026-03-02", ["1.txt"]),
        ("published:2026-01-30..2026-03-02", ["0.txt", "1.txt"]),
        ("published:..2026-02", ["0.txt"]),
        ("published:2026-03-02..", ["1.txt"]),
        ("published:none", ["3.txt"]),
        ("since:2000-01-01", ["0.txt", "1.txt", "2.txt", "3.txt"]),
        ("since:2999-01-01", []),
    ],
)
async def test_the_filter_knows_dates(newsroom: Path, words: str, sources: list[str]) -> None:
    async with explorer(newsroom) as app:
        await app.press("f")
        await app.type(words)
        await app.press("enter")
        await app.quiet()
        assert [app.desk.articles.rows[at].source for at in app.desk.articles.shown] == sources


@pytest.mark.parametrize("words", ["published:lately", "published:2026-13", "since:lately"])
async def test_a_filter_with_no_date_says_so(newsroom: Path, words: str) -> None:
    async with explorer(newsroom) as app:
        await app.press("f")
        await app.type(words)
        await app.press("enter")
        assert app.status.startswith(words.split(":")[0])
        assert len(app.desk.articles.shown) == 4


async def test_dates_stand_in_the_list_where_there_is_room(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        assert "2026-01-30" not in app.screen
        await app.press("z")
        rows = app.screen.splitlines()[1:5]
        assert ["2026-01-30" in rows[0], "2026-03-02" in rows[1], "2026-03 " in rows[2]] == [True] * 3
        assert "20" not in rows[3].removeprefix("  Jurgen Klopp praised Liverpool on Tuesday.")[60:]


def test_bars_of_parts_are_as_long_as_the_whole() -> None:
    assert parts((2, 1, 1), 4, 8, "█▒░") == "████▒▒░░"
    assert parts((0, 0, 2), 4, 8, "█▒░") == "░░░░"
    assert parts((1, 0, 0), 1000, 8, "█▒░") == "█"
    assert parts((0, 0, 0), 4, 8, "█▒░") == ""
    assert parts((0, 0, 0), 0, 8, "█▒░") == ""


async def test_every_bar_of_a_timeline_gives_its_articles(newsroom: Path) -> None:
    with Library.open(newsroom) as library:
        line = library.timeline("jurgen-klopp")
        assert line is not None
    bars = [tick for tick in time_ticks(line) if tick.count >= 0]
    async with explorer(newsroom) as app:
        for tick in bars:
            app.desk.filter_articles(tick.filter)
            assert len(app.desk.articles.shown) == tick.count
