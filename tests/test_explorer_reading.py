"""Reading by keyboard and mouse: the panes follow each other, lists filter, pages open, every size works."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.color import Color

from store.library import Library
from tests.explorer import PATIENCE, explorer
from tests.newsroom import extraction, reading
from tests.test_explorer_correcting import open_first
from tests.test_explorer_screens import COUNCIL
from tui.asking import Choices
from tui.entity_page import EntityPage
from tui.main_screen import MainScreen
from tui.marking import in_margin
from tui.palette import commands
from tui.verbs import VERBS

SAMPLES = str(Path(__file__).parent.parent / "samples")


async def test_the_samples_are_imported_on_the_way(tmp_path: Path) -> None:
    async with explorer(tmp_path / "new", paths=[SAMPLES]) as app:
        assert "nothing open" in app.screen
        await app.quiet()
        assert len(app.desk.articles.rows) == 3
        assert app.status == "3 imported"
        assert app.desk.view is not None


def test_the_running_app_never_imports_spacy(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from tests.explorer import explorer

async def main():
    async with explorer(Path(sys.argv[1]), paths=[sys.argv[2]]) as app:
        await app.quiet()
        await app.press("2", "right_square_bracket", "x", "4", "enter")
        assert len(app.desk.articles.rows) == 3
    print([name for name in sys.modules if name.partition(".")[0] in ("spacy", "thinc")])

asyncio.run(main())
"""
    command = [sys.executable, "-c", code, str(tmp_path / "store"), SAMPLES]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


async def test_a_quote_jumps_to_its_place_and_lights_up_its_speaker(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("4", "G")
        quote = app.desk.quotes.current
        assert quote is not None
        assert app.desk.text.cursor == quote.segments[0].start
        names = {name for _, _, name in app.desk.text.lit.spans}
        assert {"text--current-quote", "text--speaker", "text--cue"} <= names
        line = app.desk.entities.current
        assert line is not None
        assert line.entity is not None
        assert line.entity.id == quote.speaker.entity


async def test_a_mention_lights_up_its_entity_and_all_its_other_mentions(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Champions League")
        view, entity = app.desk.view, app.desk.entities.current
        assert view is not None
        assert entity is not None
        assert entity.entity is not None
        same = {(m.start, m.end) for m in view.mentions if m.entity == entity.entity.id}
        assert len(same) > 1
        assert {(a, b) for a, b, name in app.desk.text.lit.spans if name == "text--entity"} == same


@pytest.mark.parametrize(("width", "shown"), [(80, "JK ┃"), (120, "JK ┃"), (200, "Klopp ┃"), (50, "JK ┃"), (30, "┃ ")])
async def test_the_margin_says_who_speaks(tmp_path: Path, width: int, shown: str) -> None:
    with Library.open(tmp_path / "store") as library:
        library.put(reading(COUNCIL), extraction(COUNCIL))
    async with explorer(tmp_path / "store", (width, 30)) as app:
        await app.press("2")
        assert shown in app.screen
        text = app.desk.text
        await app.pilot.click("#text", offset=(text.margin + 2, 1))
        assert text.cursor == 0


def test_names_in_the_margin_give_way() -> None:
    shortened = [in_margin("Virgil van Dijk", room) for room in (20, 8, 2, 1)]
    assert shortened == ["Virgil van Dijk", "Dijk", "VD", "V"]
    assert [in_margin(name, 2) for name in ("Yukos", "?", "漢字", "")] == ["Yu", "?", "漢", ""]


async def test_the_entities_pane_goes_to_the_first_mention(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("3", "g", "j")
        line = app.desk.entities.current
        assert app.desk.mention is not None
        assert line is not None
        assert line.entity is not None
        assert app.desk.mention.entity == line.entity.id
        assert app.desk.text.cursor == app.desk.mention.start
        await app.press("right_square_bracket")
        assert app.desk.mention.entity == line.entity.id


async def test_moving_over_the_articles_shows_them(store: Path) -> None:
    async with explorer(store) as app:
        first = app.desk.view
        await app.press("j")
        assert app.desk.view != first
        await app.press("K")
        assert app.desk.view == first


async def test_names_and_quotes_are_walked_around_the_ends(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        view = app.desk.view
        assert view is not None
        await app.press("g", "left_square_bracket")
        assert app.desk.text.cursor == view.mentions[-1].start
        await app.press("right_square_bracket")
        assert app.desk.text.cursor == view.mentions[0].start
        await app.press("right_curly_bracket", "right_curly_bracket", "left_curly_bracket")
        assert app.desk.text.cursor == view.quotes[0].segments[0].start


async def test_enter_shows_an_entity_across_articles_and_goes_there(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Champions League")
        await app.press("enter")
        assert isinstance(app.app.screen, EntityPage)
        assert "in 3 articles" in app.screen
        await app.press("G", "slash")
        await app.type("dijk")
        await app.press("enter", "enter")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.view is not None
        assert "Virgil van Dijk" in app.desk.view.article.text[:40]
        assert app.desk.mention is not None
        assert app.desk.mention.text == "Champions League"


async def test_enter_on_a_quote_shows_its_speakers_quotes(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("4", "g", "enter")
        assert isinstance(app.app.screen, EntityPage)
        assert app.app.screen.pane is app.app.screen.quotes
        assert app.app.screen.quotes.current is not None
        await app.press("q")
        assert isinstance(app.app.screen, MainScreen)


async def test_find_in_all_articles(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("F")
        await app.type("first leg")
        await app.press("enter")
        assert "Find: first leg  3 articles" in app.screen
        await app.press("q", "F")
        await app.type("xyzzy")
        await app.press("enter")
        assert "0 articles" in app.screen
        assert "nothing found, nor words that begin so" in app.screen
        await app.press("F")
        await app.type("firs le")
        await app.press("enter")
        assert "nothing found – firs* le* is in 3 articles: ⏎ finds that" in app.screen
        await app.press("enter")
        assert "Find: firs* le*  3 articles" in app.screen


async def test_filter_narrows_a_list_and_escape_clears_it(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("slash")
        await app.type("dijk")
        assert len(app.desk.articles.shown) == 1
        await app.press("enter")
        assert app.desk.articles.words == "dijk"
        await app.press("escape")
        assert len(app.desk.articles.shown) == 3
        await app.press("3", "slash")
        await app.type("champ")
        assert "no match" not in app.screen
        await app.press("escape")
        assert app.desk.entities.words == ""


async def test_a_filter_is_typed_anew_and_shown_in_the_heading(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("3", "slash")
        await app.type("klo")
        await app.press("enter")
        assert "1 of" in app.screen
        assert "/klo" in app.screen
        await app.press("slash")
        await app.type("mil")
        await app.press("enter")
        assert app.desk.entities.words == "mil"


async def test_articles_are_filtered_by_review(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("exclamation_mark", "f")
        await app.type("reviewed:no")
        await app.press("enter")
        assert len(app.desk.articles.shown) == 2


async def test_escape_goes_back_to_the_page_one_came_from(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Champions League")
        await app.press("enter", "j", "j", "enter")
        assert isinstance(app.app.screen, MainScreen)
        await app.press("escape")
        page = app.app.screen
        assert isinstance(page, EntityPage)
        assert page.pane.cursor == 2
        await app.press("q", "escape")
        assert app.desk.last_pane == "articles"


async def test_a_question_after_a_question_gives_the_keys_back(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    async with explorer(store) as app:
        await app.press("E", "j")
        await app.type(str(target))
        await app.press("enter")
        await app.quiet()
        assert app.status == f"saved: {target} · 3 articles"
        assert target.read_text(encoding="utf-8").count("\n") == 3
        await app.press("E", "h", "escape", "2")
        assert app.desk.last_pane == "text"
        assert app.desk.text.has_focus


async def test_what_a_filter_shows_is_exported_alone(store: Path, tmp_path: Path) -> None:
    async with explorer(store, (200, 40)) as app:
        await app.press("f")
        await app.type("anfield")
        await app.press("enter", "E", "j")
        assert "Export which articles? a all 3  s the 1 that the filter shows" in app.screen
        await app.press("s", "ctrl+u")
        await app.type(str(tmp_path))
        await app.press("enter")
        await app.quiet()
        assert app.status == f"saved: {tmp_path / 'pressbox.jsonl'} · 1 article"
        assert (tmp_path / "pressbox.jsonl").read_text(encoding="utf-8").count("\n") == 1
        await app.press("E", "h", "a")
        assert f"Write to: {tmp_path / 'pressbox.html'}" in app.screen


async def test_a_long_message_takes_more_lines(store: Path) -> None:
    async with explorer(store, (60, 24)) as app:
        app.desk.status.say("word " * 30 + "end")
        await app.pilot.pause()
        assert app.screen.splitlines()[-2].endswith("end")
        app.desk.status.say("short")
        await app.pilot.pause()
        assert app.screen.splitlines()[-2].startswith(" short")


async def test_lists_keep_their_cursor_in_view_when_they_shrink(store: Path) -> None:
    async with explorer(store, (80, 24)) as app:
        await app.press("3", "G", "2")
        pane = app.desk.entities
        assert pane.top <= pane.cursor < pane.top + pane.body_height
        await app.pilot.resize_terminal(120, 50)
        assert pane.top == max(0, min(pane.top, pane.line_count - pane.body_height))


async def test_a_filter_that_matches_nothing_says_so(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("slash")
        await app.type("xyzzy")
        assert "no match" in app.screen
        await app.press("enter", "j", "k", "enter", "escape")
        assert len(app.desk.articles.shown) == 3


async def test_search_in_the_text(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        await app.press("slash")
        await app.type("TONIGHT")
        await app.press("enter")
        assert app.status.endswith("found – n next, N previous")
        first = app.desk.text.cursor
        count = len(app.desk.text.matches)
        at = [start for start, _ in app.desk.text.matches].index(first) + 1
        await app.press("n")
        assert app.desk.text.cursor > first
        assert app.status == f"match {at + 1} of {count}"
        await app.press("N")
        assert app.desk.text.cursor == first
        await app.press(*["N"] * at)
        assert app.status == f"match {count} of {count}, around the end"
        await app.press("slash", *"zzq", "enter", "n")
        assert app.status == "“zzq” is not in this text"
        await app.press("slash", *"the", "enter", "escape")
        assert not app.desk.text.matches


async def test_why_gives_the_reason(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("4", "g", "i")
        assert "(machine, " in app.status
        assert "no reason" not in app.status
        await app.press("escape")
        assert app.desk.last_pane == "quotes"
        assert app.status.startswith("direct quote, ")
        await app.press("escape")
        assert app.desk.last_pane == "articles"


async def test_a_remark_goes_with_the_pane_that_it_is_about(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("1", "escape")
        assert app.status == "q quits"
        await app.press("2")
        assert app.status.startswith("Casemiro PERSON ×")
        await app.press("f", "escape")
        assert app.status.startswith("Casemiro PERSON ×")
        await app.press("x", "1")
        assert app.status.startswith("saved: delete name “Casemiro”")


async def test_every_verb_has_an_action_and_is_in_the_palette_and_the_help(store: Path) -> None:
    assert not [verb.id for verb in VERBS if not hasattr(MainScreen, f"action_{verb.action}")]
    async with explorer(store) as app:
        await app.press("colon")
        offered = [choice.value for choice in app.desk.query_one(Choices).found]
        assert len(offered) == len(VERBS)
        assert set(offered) == set(VERBS)
        await app.press("escape")
        await app.press("question_mark")
        listed = [row for row in app.app.screen.pane.rows if not isinstance(row, str)]  # type: ignore[attr-defined]
        assert set(listed) == set(VERBS)


async def test_the_palette_runs_an_action(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("ctrl+p")
        await app.type("take away the name")
        await app.press("enter")
        assert app.status.startswith("saved: delete name “Casemiro”")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("re", "Relabel"),
        ("rel", "Relabel"),
        ("delete", "Delete"),
        ("quote delete", "Delete quote"),
        ("find-every", "Find in all articles"),
        ("who says", "Speakers"),
        ("delette", None),
    ],
)
def test_commands_are_found_by_the_words_of_their_name(typed: str, first: str | None) -> None:
    found = commands(VERBS, "text", typed)
    assert (found[0].value.title if found else None) == first


async def test_a_command_that_there_is_not_does_nothing(store: Path) -> None:
    async with explorer(store) as app:
        before = app.desk.snapshot()
        await app.press("colon", *"undooo", "enter")
        assert app.status == "there is no command with “undooo” in its name – ? lists all"
        assert app.desk.snapshot() == before


async def test_help_does_what_is_chosen(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("question_mark", "slash")
        await app.type("zoom")
        await app.press("enter", "enter")
        assert app.desk.has_class("-zoomed")
        await app.press("escape")
        assert not app.desk.has_class("-zoomed")


async def test_the_mouse_chooses_selects_and_scrolls(store: Path) -> None:
    async with explorer(store) as app:
        await app.pilot.click("#articles", offset=(5, 2))
        app.desk.settle()
        assert app.desk.articles.cursor == 1
        text = app.desk.text
        await app.pilot.click("#text", offset=(4, 3))
        assert app.desk.last_pane == "text"
        assert text.cursor > 0
        await app.pilot.mouse_down("#text", offset=(3, 5))
        await app.pilot.hover("#text", offset=(30, 5))
        await app.pilot.mouse_up("#text", offset=(30, 5))
        assert text.selection is not None
        assert text.selection[1] - text.selection[0] > 10
        await app.pilot.click("#hints", offset=(4, 0))
        assert app.desk.text.mark is not None or app.desk.mention is not None


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark", "ansi-light", "nord"])
async def test_themes_are_chosen_and_drawn(store: Path, theme: str) -> None:
    async with explorer(store) as app:
        await app.press("T")
        await app.type(theme)
        await app.press("enter")
        assert app.app.theme == theme
        assert "Entities" in app.screen


async def test_labels_are_letters_and_quotes_lines_without_colour(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(store) as app:
        assert "Anfieldᶠ" in app.screen
        assert "┃" in app.screen
        await app.press("2", "t")
        assert "Anfieldᶠ" not in app.screen


async def test_styles_blend_a_colour_with_what_lies_below(store: Path) -> None:
    async with explorer(store) as app:
        text = app.desk.text
        ground = Color.from_rich_color(text.style_of().bgcolor)
        lit = Color.from_rich_color(text.style_of("text--current-quote").bgcolor)
        primary = Color.parse(app.app.theme_variables["primary"])
        assert ground.brightness < lit.brightness < primary.brightness


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (50, 12), (80, 24), (120, 40), (200, 60)])
async def test_every_size_works(store: Path, size: tuple[int, int]) -> None:
    async with explorer(store, size) as app:
        for key in ("2", "right_square_bracket", "right_curly_bracket", "3", "j", "4", "j", "1", "j", "z", "tab", "z"):
            await app.press(key)
        assert max(map(len, app.screen.splitlines())) <= size[0]
        if size == (20, 5):
            assert app.screen.split() == ["Too", "small:", "Pressbox", "needs", "30", "×", "7."]
        await app.pilot.resize_terminal(100, 30)
        assert "Quotes" in app.screen


@pytest.mark.parametrize("page", ["", "enter", "P", "V", "C", "question_mark"])
async def test_a_storm_of_sizes_is_survived(store: Path, page: str) -> None:
    chance = random.Random(page)
    async with explorer(store) as app:
        await app.press("2", "right_square_bracket")
        if page:
            await app.press(page)
            await app.quiet()
        for _ in range(25):
            width, height = chance.randint(1, 250), chance.randint(1, 80)
            await app.pilot.resize_terminal(width, height)
            if chance.random() < 0.3:
                await app.press(chance.choice(["tab", "j", "G", "z", "pagedown"]))
            async with asyncio.timeout(PATIENCE):
                while len(app.screen.splitlines()) > height:
                    await asyncio.sleep(0.01)  # the screen is laid out beside the keys
            lines = app.screen.splitlines()
            assert max(map(cell_len, lines)) <= width
        await app.pilot.resize_terminal(20, 5)
        assert "Too small" in " ".join(app.screen.split())
        await app.pilot.resize_terminal(120, 40)
        assert "Too small" not in app.screen


async def test_an_import_that_updates_the_open_article_shows_its_new_text(tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text("Klopp's talk\n\nJurgen Klopp spoke in Madrid on Monday. “We won,” said Klopp.\n", encoding="utf-8")
    async with explorer(tmp_path / "store", paths=[str(file)]) as app:
        await app.quiet()
        file.write_text("New talk\n\nThe weather was bad. “We lost,” Jurgen Klopp said in Madrid.\n", encoding="utf-8")
        app.app.start_import([str(file)])
        await app.quiet()
        assert app.status == "1 updated"
        assert app.desk.text.text.startswith("New talk")
        view = app.desk.view
        assert view is not None
        assert all(app.desk.text.text[m.start : m.end] == m.text for m in view.mentions)


async def test_an_import_that_breaks_says_so(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("store.streaming.readings", broken)
    async with explorer(store, paths=[SAMPLES]) as app:
        await app.quiet()
        await app.pilot.pause(0.2)
        assert "too deep" in app.status


@pytest.mark.parametrize("typed", ["~d", "~nobody-here/x", "x" * 300, "/root/none/x", "\x00"])
async def test_any_typed_path_is_survived(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with explorer(store) as app:
        await app.press("I")
        app.desk.question.query_one("#question-input").value = typed  # type: ignore[attr-defined]
        await app.pilot.pause()
        await app.press("escape", "E", "j")
        app.desk.question.query_one("#question-input").value = typed  # type: ignore[attr-defined]
        await app.press("enter")
        await app.quiet()
        assert app.app.is_running


async def test_search_finds_words_beside_letters_that_fold_to_two(tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text("Großkreutz of Dortmund plays in DORTMUND.\n", encoding="utf-8")
    async with explorer(tmp_path / "store", paths=[str(file)]) as app:
        await app.quiet()
        await app.press("2", "slash")
        await app.type("dortmund")
        await app.press("enter")
        assert app.status.startswith("2 found")
