"""``pressbox https://…``: the explorer opens; what is at the address comes in beside it, or is told to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.reading import fetching
from tests.explorer import explorer
from tests.terminal import Terminal
from tests.test_reading_web_addresses import PAGES, Site

STORY = (
    200,
    {"Content-Type": "text/html"},
    b"<h1>Ferry sails again</h1><p>Berta Quirk said: \xe2\x80\x9cThe sea was kind.\xe2\x80\x9d</p>",
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with one article at ``/story``."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fetching._robots.cache_clear()
    made = Site({**PAGES, "/story": STORY})
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_an_address_as_the_first_word_is_imported(site: Site, tmp_path: Path) -> None:
    terminal = Terminal(f"{site.address}/story", "--store", str(tmp_path / "store"))
    terminal.wait_for("1 imported", 60)
    terminal.wait_for("Ferry sails again")
    terminal.press("q")
    terminal.wait_for_end()


async def test_an_address_is_taken_by_the_import_question(site: Site, tmp_path: Path) -> None:
    async with explorer(tmp_path / "store") as app:
        await app.press("I")
        app.desk.question.query_one("#question-input").value = f"{site.address}/story"  # type: ignore[attr-defined]
        await app.press("enter")
        await app.quiet()
        assert "Ferry sails again" in app.screen


async def test_what_cannot_be_fetched_is_listed(site: Site, tmp_path: Path) -> None:
    addresses = [f"{site.address}/gone", "http://127.0.0.1:9/story", f"{site.address}/story"]
    async with explorer(tmp_path / "store", paths=addresses) as app:
        await app.quiet()
        first = f"{addresses[0]}: the site answers with status 404"
        assert app.status == f"1 imported, 2 refused – first of them: {first} – ctrl+f lists them"
        await app.press("ctrl+f")
        assert "the site answers with status 404" in app.screen
        assert "127.0.0.1:9/story" in app.screen
