"""Snapshots of the screens as text, over a store whose content never changes.

``pytest tests/test_explorer_screens.py --update-snapshots`` writes them anew after a change that was meant.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.library import Library
from tests.explorer import Explorer, explorer
from tests.newsroom import MATCH, OTHER, extraction, reading

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 60)]
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
    if update:
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(shown + "\n", encoding="utf-8")
    assert shown.splitlines() == file.read_text(encoding="utf-8").splitlines()


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


async def test_the_question_of_a_label(newsroom: Path, update: bool) -> None:
    async with explorer(newsroom, (80, 24)) as app:
        await to_the_council(app)
        app.go_to("Madrid")
        await app.press("r")
        check("relabel-80x24", app.screen, update)


async def test_the_question_of_a_speaker(newsroom: Path, update: bool) -> None:
    async with explorer(newsroom, (80, 24)) as app:
        await to_the_council(app)
        await app.press("s")
        check("speaker-80x24", app.screen, update)


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


async def test_help(newsroom: Path, update: bool) -> None:
    async with explorer(newsroom) as app:
        await app.press("2", "question_mark")
        check("help-120x40", app.screen, update)


async def test_an_empty_library(tmp_path: Path, update: bool) -> None:
    async with explorer(tmp_path / "empty", (80, 24)) as app:
        check("empty-80x24", app.screen, update)
