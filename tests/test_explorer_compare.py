"""Two articles side by side: how the second one is chosen, what is lit, and how one moves in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.filter import Monochrome

from store.library import Library
from tests.explorer import Explorer, explorer
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.asking import Choices
from tui.compare_page import ComparePage
from tui.entity_page import EntityPage
from tui.main_screen import MainScreen

THIRD = "“Madrid won it at last,” Pep Guardiola said. “Madrid were good,” he added. Virgil van Dijk was not there."
ALONE = "Nobody whom anybody knows was here."
LONG = f"{'It went on and on. ' * 200}\n\nPep Guardiola was back in Madrid."


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with made-up articles; the second but last is nearly the same as the first but one."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for key, text in (("match.txt", MATCH), ("third.txt", THIRD), ("city.txt", OTHER), ("alone.txt", ALONE)):
            library.put(reading(text, key), extraction(text))
        third = library.rows()[1].id
        library.put(replace(reading(f"{THIRD} Again.", "again.txt"), similar=third), extraction(f"{THIRD} Again."))
        library.put(reading(LONG, "long.txt"), extraction(LONG))
    return path


def offered(app: Explorer) -> list[tuple[str, str]]:
    """Source and remark of the articles that are offered."""
    choices = app.app.screen.query_one(Choices).found
    return [(choice.value.source, choice.remark) for choice in choices]


async def beside(app: Explorer, words: str) -> ComparePage:
    """Put an article beside the open one."""
    await app.press("c")
    await app.type(words)
    await app.press("enter")
    await app.quiet()
    page = app.app.screen
    assert isinstance(page, ComparePage)
    return page


def under(page: ComparePage, side: int) -> str:
    pane = page.sides[side]
    return pane.text[slice(*pane.word)]


async def test_the_store_tells_what_two_articles_share(newsroom: Path) -> None:
    with Library.open(newsroom) as library:
        match, _, city, alone, *_ = (row.id for row in library.rows())
        found = [(entity.name, entity.label, entity.mentions) for entity in library.shared(match, city)]
        assert found == [
            ("Jurgen Klopp", "PERSON", (3, 1)),
            ("Liverpool", "ORG", (3, 1)),
            ("Madrid", "GPE", (2, 1)),
        ]
        assert library.shared(match, alone) == []
        near = library.neighbours(match)
        assert [(one.title[:10], one.shared) for one in near[:2]] == [("Liverpool ", 3), ("“Madrid wo", 2)]
        assert alone not in [one.article for one in near]
        assert library.neighbours(match, limit=1) == near[:1]


async def test_articles_that_are_like_the_open_one_are_offered_first(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("j", "j", "j", "j", "2", "c")
        assert offered(app)[:2] == [
            ("third.txt", "nearly the same, 3 names in both"),
            ("match.txt", "2 names in both"),
        ]
        assert sorted(source for source, _ in offered(app)) == sorted(
            ["match.txt", "third.txt", "city.txt", "alone.txt", "long.txt"]
        )
        await app.type("alone")
        assert offered(app) == [("alone.txt", "")]


async def test_what_was_read_before_is_offered(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("2", "J", "2", "J", "c")
        assert offered(app)[0] == ("third.txt", "read before, 1 name in both")


async def test_only_names_that_are_in_both_are_lit(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "city")
        lit = [[pane.text[a:b] for a, b, _ in pane.marks.names] for pane in page.sides]
        assert lit == [
            ["Jurgen Klopp", "Liverpool", "Klopp", "Madrid", "Liverpool", "Madrid", "Klopp", "Liverpool"],
            ["Liverpool", "Klopp", "Madrid"],
        ]
        assert "Liverpool²" in app.screen
        assert "Madrid³" in app.screen
        assert "3 names in both" in app.screen
        # These are in one of them only.
        assert "Pep Guardiola said" in app.screen
        assert "Real Madrid stay" in app.screen


async def test_what_is_lit_shows_without_colours(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "city")
        pane = page.sides[1]
        strip = pane.render_line(1).apply_filter(Monochrome(), pane.background_colors[1])
        drawn = {segment.text: segment.style for segment in strip if segment.style}
        assert drawn["Liverpool"].underline
        assert drawn["Liverpool"].bold
        assert drawn["²"]
        assert not any(style.underline for text, style in drawn.items() if text != "Liverpool")


async def test_next_name_leads_the_other_side(newsroom: Path) -> None:
    async with explorer(newsroom, (120, 20)) as app:
        await app.press("j")
        page = await beside(app, "long")
        assert page.sides[1].top == 0
        await app.press("right_square_bracket", "right_square_bracket")
        assert under(page, 0) == "Pep"
        assert page.sides[1].text[page.sides[1].cursor :].startswith("Pep Guardiola")
        assert page.sides[1].top > 0
        assert "² Pep Guardiola PERSON: 1 here, 1 in the other" in app.screen
        await app.press("left_square_bracket")
        assert (under(page, 0), under(page, 1)) == ("Madrid", "Madrid")
        await app.press("tab", "right_square_bracket", "right_square_bracket")
        assert (under(page, 1), under(page, 0)) == ("Madrid", "Madrid")
        assert "¹ Madrid GPE: 1 here, 2 in the other" in app.screen
        assert {span[2] for span in page.sides[0].lit.spans} == {"text--entity"}


async def test_the_place_of_the_reader_leads_the_other_side_at_once(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("2")
        app.go_to("Madrid")
        page = await beside(app, "city")
        assert page.sides[0].cursor == MATCH.index("Madrid")
        assert page.sides[1].cursor == OTHER.index("Madrid.")


async def test_moving_and_searching_in_a_side(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "third")
        await app.press("right_curly_bracket")
        assert under(page, 0) == "We"
        assert "direct quote, Jurgen Klopp" in app.screen
        await app.press("w", "l")
        assert under(page, 0) == "good"
        await app.press("b", "h", "left_curly_bracket")
        assert under(page, 0) == "They"
        await app.press("tab", "G")
        assert under(page, 1) == "."
        await app.press("g", "slash")
        await app.type("were")
        await app.press("enter", "n")
        assert under(page, 1) == "were"
        assert under(page, 0) == "They"
        await app.press("escape")
        assert page.sides[1].matches == []
        assert app.app.screen is page
        await app.press("z")
        assert [pane.region.area > 0 for pane in page.sides] == [False, True]
        await app.press("escape", "escape")
        assert isinstance(app.app.screen, MainScreen)


async def test_enter_opens_the_article_there_and_escape_comes_back(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "city")
        await app.press("tab", "right_square_bracket")
        place = page.sides[1].cursor
        await app.press("enter")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.view is not None
        assert (app.desk.view.article.source, app.desk.text.cursor) == ("city.txt", place)
        await app.press("escape")
        await app.quiet()
        again = app.app.screen
        assert isinstance(again, ComparePage)
        assert (again.at, again.sides[1].cursor) == (1, place)
        assert again.focused is again.sides[1]
        await app.press("escape")
        assert app.desk.view.article.source == "match.txt"


async def test_another_article_can_be_put_beside_the_side_at_work(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await beside(app, "city")
        await app.press("tab")
        page = await beside(app, "alone")
        assert [pane.title for pane in page.sides] == ["city.txt", "alone.txt"]
        assert "no name is in both" in app.screen
        await app.press("right_square_bracket")
        assert "no name is in both" in app.screen
        await app.press("tab", "right_curly_bracket")
        assert "no quote in this article" in app.screen


async def test_hits_of_other_articles_are_put_beside_the_open_one(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("F")
        await app.type("mersey")
        await app.press("enter", "c")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, ComparePage)
        assert [pane.title for pane in page.sides] == ["match.txt", "city.txt"]
        assert under(page, 1) == "Mersey"
        await app.press("escape", "escape", "3", "g", "enter")
        page = app.app.screen
        assert isinstance(page, EntityPage)
        await app.press("c")
        assert "go to a row of another article" in app.screen
        await app.quiet()
        await app.press("4", "G", "c")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, ComparePage)
        assert [pane.title for pane in page.sides] == ["match.txt", "city.txt"]


async def test_a_quote_that_another_article_carries_is_read_beside_it(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("j", "4", "Q")
        await app.quiet()
        await app.press("c")
        await app.quiet()
        page = app.app.screen
        assert isinstance(page, ComparePage)
        assert [pane.title for pane in page.sides] == ["third.txt", "again.txt"]
        assert [under(page, side) for side in (0, 1)] == ["Madrid", "Madrid"]


async def test_one_article_has_none_beside_it(tmp_path: Path) -> None:
    async with explorer(tmp_path / "empty") as app:
        await app.press("c")
        assert app.status == "no article is open"
    with Library.open(tmp_path / "one") as library:
        library.put(reading(MATCH), extraction(MATCH))
    async with explorer(tmp_path / "one") as app:
        await app.press("c")
        assert app.status == "only one article – I imports another"
        assert isinstance(app.app.screen, MainScreen)


async def test_a_title_that_no_article_has_opens_nothing(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("c")
        await app.type("zzz")
        await app.press("enter")
        await app.pilot.pause()
        assert isinstance(app.app.screen, MainScreen)
        assert "no article has “zzz”" in app.screen


@pytest.mark.parametrize(
    ("size", "beside_each_other"), [((120, 40), True), ((109, 40), False), ((80, 24), False), ((64, 18), False)]
)
async def test_the_sides_lie_where_there_is_room(
    newsroom: Path, size: tuple[int, int], beside_each_other: bool
) -> None:
    async with explorer(newsroom, size) as app:
        page = await beside(app, "city")
        one, other = (pane.region for pane in page.sides)
        assert (one.y == other.y) == beside_each_other
        assert abs(one.width - other.width) <= 1
        assert abs(one.height - other.height) <= 1
        assert one.height > 5


async def test_one_side_at_a_time_on_the_smallest_screens(newsroom: Path) -> None:
    async with explorer(newsroom, (40, 12)) as app:
        page = await beside(app, "city")
        assert [pane.region.area > 0 for pane in page.sides] == [True, False]
        await app.press("tab")
        assert [pane.region.area > 0 for pane in page.sides] == [False, True]


async def test_the_mouse_works_side_by_side(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "city")
        pane = page.sides[1]
        row, column = next((y, x) for y in range(1, 9) if (x := pane.render_line(y).text.find("Madrid³")) > 0)
        await app.pilot.click("#other", offset=(column + 1, row))
        await app.pilot.pause()
        assert page.at == 1
        assert page.focused is pane
        assert (under(page, 1), under(page, 0)) == ("Madrid", "Madrid")
        assert "³ Madrid GPE: 1 here, 2 in the other" in app.screen
        await app.pilot.click("#other", offset=(column + 1, row), times=2)
        await app.pilot.pause()
        assert isinstance(app.app.screen, MainScreen)


async def test_the_wheel_scrolls_the_side_it_is_over(newsroom: Path) -> None:
    async with explorer(newsroom, (120, 20)) as app:
        page = await beside(app, "long")
        await app.pilot._post_mouse_events([events.MouseScrollDown], "#other", (5, 5))
        assert [pane.top for pane in page.sides] == [0, 3]


async def test_letters_jump_to_what_is_shared(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        page = await beside(app, "city")
        spots = len(page.sides[0].spots())
        assert spots == 8 + 3  # the shared names and the quotes
        await app.press("semicolon", "asdfghjklqwert"[spots])
        assert page.at == 1
        assert page.sides[1].cursor == 0
