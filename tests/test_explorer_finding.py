"""Finding articles: fields of the filter, suggestions, and filters with names."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.library import Library
from tests.explorer import Explorer, explorer
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.completing import asks_for_name, completions, names
from tui.filters_page import FiltersPage
from tui.finding import FIELDS, parse
from tui.main_screen import MainScreen

COUNCIL = "The council met. “Nobody came,” said Pep Guardiola. Virgil van Dijk stayed at home."


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with three made-up articles."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for key, text, title in (("a.txt", MATCH, "match"), ("b.txt", OTHER, "city"), ("c.txt", COUNCIL, "council")):
            library.put(reading(text, key, title), extraction(text))
    return path


def titles(app: Explorer) -> list[str]:
    return [app.desk.articles.rows[n].title for n in app.desk.articles.shown]


async def narrow(app: Explorer, words: str) -> list[str]:
    """Filter the articles by words and tell which are left."""
    await app.press("f")
    await app.type(words)
    await app.press("enter")
    await app.quiet()
    return titles(app)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("person:dijk", ["council"]),
        ('person:"van dijk"', ["council"]),
        ("person:KLOPP person:guardiola", ["match"]),
        ("person:liverpool", []),
        ("org:liverpool", ["match", "city"]),
        ("place:madrid", ["match", "city"]),
        ("name:liverpool match", ["match"]),
        ("speaker:guardiola", ["match", "council"]),
        ("label:score", ["match"]),
        ("text:mers", ["city"]),
        ("text:rains", ["city"]),
        ("quotes:1", ["city", "council"]),
        ("quotes:2-", ["match"]),
        ("quotes:0-1", ["city", "council"]),
        ("reviewed:no c", ["match", "city", "council"]),
        ("person:", ["match", "city", "council"]),
        ("cit", ["city"]),
    ],
)
async def test_fields_narrow_the_articles(newsroom: Path, words: str, found: list[str]) -> None:
    async with explorer(newsroom) as app:
        assert await narrow(app, words) == found


async def test_articles_corrected_in_a_session_are_found_as_soon_as_they_are(newsroom: Path) -> None:
    async with explorer(newsroom, session="derby") as app:
        assert await narrow(app, "session:derby") == []
        await app.press("escape", "2", "right_square_bracket", "x", "1")
        assert await narrow(app, "session:derby") == ["match"]
        await app.press("u")
        await app.quiet()
        assert titles(app) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("foo:bar", "there is no field foo: – there are name, person, "),
        ("reviewed:maybe", "reviewed: yes or no"),
        ("quotes:many", "quotes: how many: 3, 5-8 or 10-"),
    ],
)
async def test_a_field_that_is_none_is_named(newsroom: Path, words: str, complaint: str) -> None:
    async with explorer(newsroom) as app:
        assert len(await narrow(app, words)) == 3
        assert app.status.startswith(complaint)


def test_words_in_quotes_are_no_fields() -> None:
    assert parse('"http://x" rain').words == ("http://x", "rain")
    assert parse("“x").words == ("“x",)
    assert parse('name:"van dijk').asked == (("name", "van dijk"),)


async def test_fields_are_suggested_and_completed(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("f")
        await app.type("spe")
        assert "speaker:  who is quoted" in app.screen
        await app.press("tab")
        await app.type("klopp")
        await app.press("enter")
        await app.quiet()
        assert app.desk.articles.words == "speaker:klopp"
        assert titles(app) == ["match", "city"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("label:l", ["label:loc", "label:law"]),
        ("council label:ev", ["council label:event"]),
        ("reviewed:", ["reviewed:yes", "reviewed:no"]),
        ("human:y", ["human:yes"]),
        ("human:yes", []),
        ("session:de", ["session:default", 'session:"derby day"']),
        ("spe", ["speaker:"]),
        ("person:“van", ['person:"Virgil van Dijk"']),
        ("person:dijk", ['person:"Virgil van Dijk"']),
        ('speaker:"pep g', ['speaker:"Pep Guardiola"']),
        ("org:real", ['org:"Real Madrid"']),
        ("place:real", []),
        ("person:xyzzy", []),
        ("published:", ["published:"]),
        ("published:2", []),
        ("nofield:a", []),
    ],
)
def test_what_is_typed_of_a_filter_is_completed(newsroom: Path, typed: str, offered: list[str]) -> None:
    with Library.open(newsroom) as library:
        library.catch_up()
        found = names(typed, library) if asks_for_name(typed) else completions(typed, lambda: ["default", "derby day"])
        assert [choice.text for choice in found] == offered


async def test_a_name_with_quote_marks_is_completed_so_that_it_is_found(tmp_path: Path) -> None:
    rock = 'Dwayne "The Rock" Johnson'
    with Library.open(tmp_path) as library:
        library.put(reading(f"{rock} sang.", "a.txt", "song"), extraction(f"{rock} sang.", {rock: "PERSON"}))
        library.put(reading("Nobody sang.", "b.txt", "silence"), extraction("Nobody sang."))
    async with explorer(tmp_path) as app:
        await app.press("f", *"person")
        await app.press("colon", *"dway")
        await app.quiet()
        await app.press("tab", "enter")
        await app.quiet()
        assert app.desk.articles.words == f"person:“{rock}”"
        assert titles(app) == ["song"]


async def test_a_value_is_filled_in_and_found(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("f")
        await app.type("person:dijk")
        await app.quiet()
        assert 'person:"Virgil van Dijk"  PERSON  in 1' in app.screen
        await app.press("tab", "enter")
        await app.quiet()
        assert app.desk.articles.words == 'person:"Virgil van Dijk"'
        assert titles(app) == ["council"]


async def test_a_word_that_begins_like_a_field_stays_a_word(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await narrow(app, "text")
        assert app.desk.articles.words == "text"
        await app.press("f")
        await app.type("te")
        await app.press("down", "enter")
        assert app.desk.question.open
        await app.type("rains")
        await app.press("enter")
        await app.quiet()
        assert titles(app) == ["city"]


async def test_a_filter_that_is_wrong_is_not_taken(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await narrow(app, "label:q")
        assert app.status.startswith("there is no label q – there are person, org")
        await narrow(app, "person:")
        assert app.desk.articles.words == ""
        await narrow(app, "person:dijk")
        assert app.status == "1 of 3 articles: person:dijk"
        await narrow(app, "quotes:abc")
        assert app.status.startswith("quotes: how many")
        assert app.desk.articles.words == "person:dijk"
        assert titles(app) == ["council"]


async def test_a_filter_with_fields_comes_back_with_its_session(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await narrow(app, "person:dijk")
        await app.press("ctrl+q")
    async with explorer(newsroom) as app:
        await app.quiet()
        assert titles(app) == ["council"]


async def test_filters_are_kept_applied_and_deleted(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("B", "a")
        assert "the articles are not filtered" in app.screen
        await app.press("q")
        await narrow(app, "person:dijk")
        await app.press("B", "a")
        await app.type("defence")
        await app.press("enter")
        assert "defence  person:dijk" in app.screen
        await app.press("q", "escape")
        assert len(titles(app)) == 3
        await app.press("ctrl+q")
    async with explorer(newsroom) as app:
        await app.press("B")
        assert isinstance(app.app.screen, FiltersPage)
        await app.press("enter")
        await app.quiet()
        assert isinstance(app.app.screen, MainScreen)
        assert titles(app) == ["council"]
        await app.press("B", "x", "n", "x", "y")
        assert "deleted: defence" in app.screen
        await app.press("enter")
        assert "there is none yet" in app.screen
        await app.press("q")
        assert app.desk.snapshot().filters == {"articles": "person:dijk"}


async def test_the_filters_page_shows_hostile_words_as_text(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        app.desk.saved_filters["[/b]\x1b[2J"] = "[@click=app.quit]x\x9b31m"
        await app.press("B")
        assert "[/b]␛[2J  [@click=app.quit]x" in app.screen
        assert "\x9b" not in app.screen


def test_the_readme_names_every_field() -> None:
    said = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"`{name}:`" not in said] == []


async def test_the_article_that_is_open_is_one_of_those_that_the_filter_gives(store: Path) -> None:
    async with explorer(store) as app:
        rows = app.app.library.rows()
        titles = {row.id: row.title for row in rows}
        wanted = rows[2]
        await app.press("f")
        await app.type(wanted.title.split()[-1].lower())
        assert app.desk.view is not None
        assert app.desk.view.article.id == rows[0].id  # while it is typed nothing else is opened
        await app.press("enter")
        current = app.desk.articles.current
        assert current is not None
        assert titles[app.desk.view.article.id] == titles[current.id]
        await app.press("f", "ctrl+u", "enter")
        current = app.desk.articles.current
        assert current is not None
        assert current.id == app.desk.view.article.id


async def test_a_filter_of_the_index_keeps_the_cursor_near_and_opens_what_it_is_on(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("1", "f")
        await app.type("speaker:milner")
        await app.quiet()
        await app.press("enter")
        await app.quiet()
        current = app.desk.articles.current
        assert current is not None
        assert app.desk.view is not None
        assert current.id == app.desk.view.article.id
        assert app.desk.articles.shows(current.id)
        await app.press("exclamation_mark")
        assert [row.reviewed for row in app.app.library.rows() if row.id == current.id] == [True]


async def test_a_correction_that_the_filter_minds_leaves_the_article_open(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("1", "f")
        await app.type("person:klopp")
        await app.quiet()
        await app.press("enter", "3")
        await app.quiet()
        assert app.desk.view is not None
        key = app.desk.view.article.id
        app.desk.entities.select_entity("jurgen-klopp")
        app.desk.follow_entity()
        await app.press("x")
        await app.quiet()
        assert app.status.startswith("saved: ")
        assert not app.desk.articles.shows(key)
        assert app.desk.articles.shown
        assert app.desk.view.article.id == key
