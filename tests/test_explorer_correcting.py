"""Corrections by keyboard: at once visible, saved before they are acknowledged, undone and redone."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.library import Library
from store.model import Mention
from store.view import View
from tests.explorer import Explorer, explorer
from tui.asking import Choices


def mention(view: View | None, text: str) -> Mention | None:
    assert view is not None
    return next((m for m in view.mentions if m.text == text), None)


def on_disk(store: Path, key: str) -> View:
    """What another process sees: only what is really saved."""
    with Library.open(store, write=False) as library:
        return library.view(key)


async def open_first(app: Explorer) -> str:
    """Open the first article, in the text pane; its id."""
    await app.press("2")
    assert app.desk.view is not None
    return app.desk.view.article.id


async def test_relabel_is_shown_saved_undone_and_redone(store: Path) -> None:
    async with explorer(store) as app:
        key = await open_first(app)
        app.go_to("James Milner")
        await app.press("r", "o")
        assert app.status.startswith("saved: relabel “James Milner” → ORG")
        seen = mention(app.desk.view, "James Milner")
        assert seen is not None
        assert (seen.label, seen.by) == ("ORG", "human")
        assert "James Milnerᴼ•" in app.screen
        saved = mention(on_disk(store, key), "James Milner")
        assert saved is not None
        assert saved.label == "ORG"
        await app.press("u")
        assert app.status.startswith("undone: relabel")
        assert "James Milnerᴾ " in app.screen
        await app.press("ctrl+r")
        assert "James Milnerᴼ•" in app.screen


async def test_delete_and_add_a_name(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("x")
        assert mention(app.desk.view, "Casemiro") is None
        app.go_to("first-leg collapse")
        await app.press("v", "w", "a", "e")
        added = mention(app.desk.view, "first-leg collapse")
        assert added is not None
        assert (added.label, added.by) == ("EVENT", "human")
        assert app.desk.text.selection is None


async def test_borders_move_by_words(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("James Milner")
        await app.press("left_parenthesis")
        assert mention(app.desk.view, "Midfielder James Milner")
        await app.press("right_parenthesis", "right_parenthesis")
        assert mention(app.desk.view, "Milner")
        await app.press("greater_than_sign")
        assert mention(app.desk.view, "Milner felt")
        await app.press("less_than_sign", "less_than_sign")
        assert app.status == "it cannot get any smaller"
        await app.press(*["u"] * 5)
        assert mention(app.desk.view, "James Milner")


async def test_join_split_and_rename_entities(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("James Milner")
        await app.press("m")
        await app.type("casemiro")
        await app.press("enter")
        view = app.desk.view
        milner, casemiro = mention(view, "James Milner"), mention(view, "Casemiro")
        assert milner is not None
        assert casemiro is not None
        assert milner.entity == casemiro.entity
        await app.press("M")
        await app.type("Jimmy")
        await app.press("enter")
        milner = mention(app.desk.view, "James Milner")
        assert milner is not None
        assert milner.entity == "jimmy"
        await app.press("e", *["backspace"] * 20)
        await app.type("Millie")
        await app.press("enter")
        assert app.desk.view is not None
        entity = app.desk.view.entity("jimmy")
        assert entity is not None
        assert entity.name == "Millie"


async def test_speaker_kind_and_deletion_of_a_quote(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        await app.press("4", "g", "s")
        await app.type("salah")
        await app.press("enter")
        assert app.desk.quote is not None
        assert app.desk.quote.speaker.name == "Mohamed Salah"
        assert app.desk.quote.by == "human"
        await app.press("d")
        assert app.desk.quote.kind == "partial"
        count = len(app.desk.quotes.rows)
        await app.press("x")
        assert len(app.desk.quotes.rows) == count - 1
        await app.press("u")
        assert len(app.desk.quotes.rows) == count


async def test_a_description_can_be_the_speaker_and_repeated(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        await app.press("4", "g", "s")
        await app.type("a steward")
        await app.press("up", "up", "enter", "j", "full_stop")
        assert [q.speaker.name for q in app.desk.quotes.rows[:2]] == ["a steward", "a steward"]
        assert app.desk.quotes.rows[0].speaker.entity is None


async def test_add_join_and_split_quotes(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("nothing like the deadly forward line")
        await app.press("v", *["w"] * 5, "A")
        await app.type("klopp")
        await app.press("enter")
        quote = app.desk.quote
        assert quote is not None
        assert quote.segments[0].text == "nothing like the deadly forward line"
        assert (quote.kind, quote.by, quote.speaker.name) == ("indirect", "human", "Jurgen Klopp")
        count = len(app.desk.quotes.rows)
        await app.press("plus")
        assert len(app.desk.quotes.rows) == count - 1
        app.go_to("deadly forward line")
        await app.press("minus")
        assert len(app.desk.quotes.rows) == count
        await app.press("u", "u", "u")
        assert len(app.desk.quotes.rows) == count - 1


async def test_a_quotes_border_moves(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        await app.press("4", "g")
        assert app.desk.quote is not None
        before = app.desk.quote.segments[0].text
        await app.press("less_than_sign", "right_parenthesis")
        after = app.desk.quote.segments[0].text
        assert after in before
        assert len(after) < len(before)


async def test_widening_goes_to_the_article_then_everywhere(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Champions League")
        await app.press("r", "o", "asterisk")
        assert app.desk.view is not None
        assert {m.label for m in app.desk.view.mentions if m.text == "Champions League"} == {"ORG"}
        await app.press("asterisk")
        assert "everywhere" in app.status
        await app.quiet()
        await app.press("J")
        assert {m.label for m in app.desk.view.mentions if m.text == "Champions League"} == {"ORG"}
        first = app.desk.articles.cursor - 1
        await app.press("u")
        await app.quiet()
        assert app.desk.articles.cursor == first
        await app.press("J")
        assert {m.label for m in app.desk.view.mentions if m.text == "Champions League"} == {"EVENT"}


async def test_widening_asks_before_it_goes_on_to_everywhere_where_the_article_has_nothing_else(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("x", "asterisk")
        assert "Nothing else in this article. Everywhere? y yes, in future imports too  n no" in app.screen
        await app.press("n")
        assert [c.scope for c, _ in app.app.library.history()] == ["mention"]
        await app.press("asterisk", "y")
        assert app.status.startswith("saved: delete name “Casemiro” everywhere")
        await app.quiet()


async def test_the_articles_pane_corrects_nothing_unseen(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("1", "x")
        assert mention(app.desk.view, "Casemiro")
        assert app.status.startswith("this is about the text")


async def test_an_entity_is_joined_into_one_that_shares_its_name_first(ferry: Path) -> None:
    async with explorer(ferry) as app:
        await open_first(app)
        app.go_to("Norwegians")
        await app.press("e", "ctrl+u", *"Moe people", "enter")
        await app.press("m")
        assert app.desk.query_one(Choices).found[0].text == "Anders Moe"
        await app.press("escape")
        app.go_to("Harbour Song")
        await app.press("m")
        assert app.desk.query_one(Choices).found[0].text == "Harbour Line"


@pytest.mark.parametrize("pane", ["2", "3"])
async def test_undo_goes_back_to_what_it_restores(ferry: Path, pane: str) -> None:
    async with explorer(ferry) as app:
        await open_first(app)
        app.go_to("Oslo")
        await app.press(pane, "x")
        if pane == "3":
            assert app.status.startswith("saved: delete name Oslo in this article · 2 places here")
        await app.press("G", *["2", "G"] * (pane == "3"), "u")
        assert app.desk.entity == "oslo-gpe"
        assert app.desk.text.text[app.desk.text.cursor :].startswith("Oslo")
        await app.press("r", "o")
        assert app.status.startswith("saved: relabel ")
        assert "Oslo" in app.status


@pytest.mark.parametrize(("pane", "words"), [("3", "moe"), ("4", "lost")])
async def test_undo_goes_back_in_the_text_where_a_list_hides_it(ferry: Path, pane: str, words: str) -> None:
    async with explorer(ferry) as app:
        await open_first(app)
        if pane == "3":
            app.go_to("Oslo")
            await app.press("x")
        else:
            app.go_to("We were good")
            await app.press("d")
        at = app.desk.text.cursor
        await app.press(pane, "slash", *words, "enter", "u")
        assert abs(app.desk.text.cursor - at) <= 1
        assert app.desk.entity == "oslo-gpe" if pane == "3" else app.desk.quote is not None


async def test_the_kind_that_was_given_is_given_again(ferry: Path) -> None:
    async with explorer(ferry) as app:
        await open_first(app)
        app.go_to("We were good")
        await app.press("d")
        assert app.status.endswith("· u undo")
        app.go_to("the ferry was late")
        await app.press("full_stop")
        assert app.desk.quote is not None
        assert app.desk.quote.kind == "partial"
        app.go_to("all was lost")
        await app.press("full_stop")
        assert app.desk.quote.kind == "partial"


async def test_a_name_is_not_added_where_nobody_sees_it_or_over_another_one(ferry: Path) -> None:
    async with explorer(ferry) as app:
        await open_first(app)
        await app.press("4", "a")
        assert app.status.startswith("select the words of the name first")
        await app.press("2")
        app.go_to("Berta Quirk")
        await app.press("a")
        assert app.status.startswith("“Berta Quirk” is a name already – r relabels it")
        await app.press("v", "a")
        assert "Add Berta in place of Berta Quirk as:" in app.screen
        await app.press("p")
        assert app.status.startswith("saved: add name “Berta”")


async def test_a_new_person_can_be_the_speaker(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        await app.press("4", "g", "s")
        await app.type("Jane Roe")
        await app.press("enter")
        assert app.desk.quotes.rows[0].speaker.entity == "jane-roe"


async def test_a_refused_correction_is_not_repeated(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("r", "p")
        assert "saved" not in app.status
        app.go_to("James Milner")
        await app.press("full_stop")
        assert app.status.startswith("nothing to repeat yet: ")


async def test_an_entity_is_relabelled_and_deleted_as_a_whole(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Klopp")
        await app.press("3", "r", "o")
        assert app.desk.view is not None
        assert {m.label for m in app.desk.view.mentions if "Klopp" in m.text} == {"ORG"}
        await app.press("x")
        assert not [m for m in app.desk.view.mentions if "Klopp" in m.text]


async def test_review_ticks_the_article_off(store: Path) -> None:
    async with explorer(store) as app:
        key = await open_first(app)
        await app.press("exclamation_mark")
        assert on_disk(store, key).reviewed
        assert app.desk.articles.current is not None
        assert app.desk.articles.current.reviewed
        await app.press("exclamation_mark")
        assert not on_disk(store, key).reviewed


async def test_undo_goes_to_the_article_of_the_correction(store: Path) -> None:
    async with explorer(store) as app:
        key = await open_first(app)
        app.go_to("Casemiro")
        await app.press("x", "J")
        assert app.desk.view is not None
        assert app.desk.view.article.id != key
        await app.press("u")
        assert app.desk.view.article.id == key
        assert mention(app.desk.view, "Casemiro")


@pytest.mark.parametrize("key", ["r", "x", "s", "m", "M", "e", "d", "plus", "minus", "asterisk", "full_stop", "u", "A"])
async def test_a_key_without_a_target_says_what_to_do(store: Path, key: str) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("doubt where the blame lay")
        await app.press(key)
        assert app.status
        assert "saved" not in app.status


async def test_review_right_after_moving_ticks_the_article_under_the_cursor(store: Path) -> None:
    async with explorer(store) as app:
        await app.pilot.press("j", "exclamation_mark")
        await app.pilot.pause()
        reviewed = [row.reviewed for row in app.desk.articles.rows]
        assert reviewed == [False, True, False]


async def test_widening_after_going_elsewhere_shows_the_article_it_is_about(store: Path) -> None:
    async with explorer(store) as app:
        key = await open_first(app)
        app.go_to("Champions League")
        await app.press("r", "o", "J", "asterisk")
        assert app.desk.view is not None
        assert app.desk.view.article.id == key
        assert {m.label for m in app.desk.view.mentions if m.text == "Champions League"} == {"ORG"}
