"""Snapshots of the screens as text, over a store whose content never changes.

``pytest tests/test_explorer_screens.py --update-snapshots`` writes them anew after a change that was meant.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.importing import Progress, Summary
from store.library import Library
from tests.explorer import Explorer, explorer
from tests.newsroom import MATCH, OTHER, extraction, reading

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 60)]
#: Dates with times, as of corrections and sessions: not those of the test's run are to be compared.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d\+00:00)?")
COUNCIL = (
    "Council backs tram line\n\n"
    "Pep Guardiola and Jurgen Klopp opened a tram stop in Madrid on Friday.\n\n"
    "“It is a long way from Liverpool,” said Klopp. “But the seats are good.”\n\n"
    "“A very long way,” Pep Guardiola said after a 5-2 vote."
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with three made-up articles and one correction."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for key, text, title in (
            ("match.txt", MATCH, None),
            ("council.txt", COUNCIL, "Council backs tram line"),
            ("city.txt", OTHER, None),
        ):
            library.put(reading(text, key, title), extraction(text))
    return path


def check(name: str, shown: str, update: bool) -> None:
    """Compare a screen with its snapshot; the assertion shows the lines that differ."""
    file = SNAPSHOTS / f"{name}.txt"
    shown = MOMENT.sub("2026-01-01 00:00", shown)
    if update:
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(shown + "\n", encoding="utf-8")
    assert shown.split("\n") == file.read_text(encoding="utf-8").removesuffix("\n").split("\n")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-snapshots")) and not os.environ.get("CI")


async def to_the_council(app: Explorer) -> None:
    await app.press("j", "2", "right_curly_bracket")


@pytest.mark.parametrize("size", SIZES)
async def test_the_main_screen(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        check(f"main-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES)
async def test_after_corrections(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        app.go_to("Madrid")
        await app.press("r", "o", "exclamation_mark")
        check(f"corrected-{size[0]}x{size[1]}", app.screen, update)


async def test_an_entity_across_articles(newsroom: Path, update: bool) -> None:
    async with explorer(newsroom) as app:
        await to_the_council(app)
        app.go_to("Jurgen Klopp")
        await app.press("enter")
        check("entity-120x40", app.screen, update)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("page", "key"), [("speakers", "P"), ("overview", "V")])
async def test_pages_over_all_articles(
    newsroom: Path, size: tuple[int, int], page: str, key: str, update: bool
) -> None:
    async with explorer(newsroom, size) as app:
        await app.press(key)
        await app.quiet()
        check(f"{page}-{size[0]}x{size[1]}", app.screen, update)


DATED = (("2026-01-30T09:00:00+01:00", MATCH), ("2026-03-02", COUNCIL), ("2026-03", OTHER), ("", f"{OTHER} Rain."))


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """A store with articles of which some are dated, one of them to the month only."""
    path = tmp_path / "dated"
    with Library.open(path) as library:
        for number, (published, text) in enumerate(DATED):
            library.put(replace(reading(text, f"{number}.txt"), published=published), extraction(text))
    return path


@pytest.mark.parametrize("size", SIZES)
async def test_two_articles_side_by_side(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        await app.press("c", "enter", "right_square_bracket", "right_square_bracket")
        check(f"compare-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_the_question_what_to_put_beside(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        await app.press("c")
        check(f"beside-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_name_over_time(dated: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(dated, size) as app:
        await app.press("2")
        app.go_to("Jurgen Klopp")
        await app.press("enter")
        await app.quiet()
        await app.press("3")
        check(f"timeline-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_all_articles_over_time(dated: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(dated, size) as app:
        await app.press("V")
        await app.quiet()
        await app.press("4", "G")
        check(f"overview-timeline-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_an_empty_library(tmp_path: Path, update: bool, size: tuple[int, int]) -> None:
    async with explorer(tmp_path / "empty", size) as app:
        check(f"empty-{size[0]}x{size[1]}", app.screen, update)


#: Every other screen: its name, and the keys that lead there from the second article's first name.
SCREENS = {
    "help": ("question_mark",),
    "help-filtered": ("question_mark", "slash", *"quote", "enter"),
    "palette": ("ctrl+p", *"join"),
    "palette-nothing": ("ctrl+p", *"zzz"),
    "sessions": ("S",),
    "corrections": ("x", "u", "C"),
    "no-corrections": ("C",),
    "filters": ("B",),
    "filter-kept": ("f", *"text:tram", "enter", "B", "a", *"trams", "enter"),
    "filter-fields": ("f", *"re"),
    "filter-nothing": ("f", *"zeppelin", "enter"),
    "filter-wrong": ("f", *"quotes:many"),
    "failures": ("ctrl+f",),
    "links": ("U",),
    "no-links": ("K", "U"),
    "reuse": ("Q",),
    "search": ("1", "F", *"madrid", "enter"),
    "search-nothing": ("1", "F", *"zeppelin", "enter"),
    "search-in-text": ("2", "slash", *"madrid", "enter"),
    "entities-filter-nothing": ("3", "slash", *"zeppelin", "enter"),
    "relabel": ("r",),
    "speaker": ("right_curly_bracket", "s"),
    "kind": ("right_curly_bracket", "d"),
    "join": ("m",),
    "split": ("M",),
    "rename": ("e",),
    "selection": ("v", "w", "w", "a"),
    "widened": ("r", "o", "asterisk"),
    "why": ("i",),
    "jump": ("semicolon",),
    "export": ("E",),
    "export-to": ("E", "h"),
    "import": ("I",),
    "theme": ("T",),
    "copied": ("right_curly_bracket", "y"),
    "copy-to-file": ("right_curly_bracket", "Y"),
    "picture": ("Z",),
    "zoomed": ("z",),
    "doubt": ("o",),
}


@pytest.fixture
def _same_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine and its user is on a screen."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "reader")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.usefixtures("_same_everywhere")
@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen(newsroom: Path, name: str, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await app.press("j", "2", "right_square_bracket", "right_square_bracket")
        await app.press(*SCREENS[name])
        await app.quiet()
        check(f"{name}-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.usefixtures("_same_everywhere")
@pytest.mark.parametrize("size", SIZES[:2])
async def test_refused_files(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    Path("picture.txt").write_bytes(b"\x00\x01\x02" * 100)
    Path("nothing.txt").touch()
    async with explorer(newsroom, size, paths=["picture.txt", "nothing.txt", "gone.txt"]) as app:
        await app.quiet()
        check(f"refused-{size[0]}x{size[1]}", app.screen, update)
        app.app.clear_notifications()
        await app.press("ctrl+f")
        check(f"refused-list-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_while_an_import_runs(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        progress = Progress(source="a.txt", outcome="imported", reason="", done=12, total=340)
        app.app._show_progress(progress, Summary(imported=12, seconds=4.0))
        await app.pilot.pause()
        check(f"importing-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_disk_without_room(
    newsroom: Path, size: tuple[int, int], update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with explorer(newsroom, size) as app:
        await to_the_council(app)
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", full)
            await app.press("exclamation_mark")
            check(f"unsaved-{size[0]}x{size[1]}", app.screen, update)
            await app.press("W")
            check(f"unsaved-elsewhere-{size[0]}x{size[1]}", app.screen, update)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_store_in_use(newsroom: Path, size: tuple[int, int], update: bool) -> None:
    with Library.open(newsroom):
        async with explorer(newsroom, size) as app:
            check(
                f"read-only-{size[0]}x{size[1]}",
                re.sub(r"process \d+(.*?) +1/3.*", r"process 1\1  1/3", app.screen),
                update,
            )


async def test_a_terminal_that_is_too_small(newsroom: Path, update: bool) -> None:
    async with explorer(newsroom, (20, 5)) as app:
        check("too-small-20x5", app.screen, update)
