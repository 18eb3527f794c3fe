"""Keys that come all at once, as over a slow line, do what they do when each waits for the one before."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser

from tests.explorer import explorer
from tui import typed_ahead
from tui.desk import PREVIEW_DELAY

#: Keys as a terminal sends them: corrections at a place that other keys went to, with questions and pages in between.
TYPED = (
    "2]]]x",
    "4jjX",
    "1jj2]x",
    "2]]]ro",
    "2]]]mBenzema\r",
    "1fliverpool\r2]]x",
    "2/Klopp\rnnx",
    "2}scarlo\r}X",
    "2]]\rj\r]x",
    "jVq]x",
    "2;a]x",
    "2]Jx",
    "2J]]]",
    "1===",
    "2]J]rg",
    "Vjj\r",
    "Pj\rq",
    "1/impossible\r2]x",
)


async def after(store: Path, keys: str, between: float | None) -> object:
    """Where the explorer stands and what was corrected after some keys, with seconds between them, if any."""
    async with explorer(store) as app:
        assert app.app._driver is not None
        for event in XTermParser().feed(keys):
            app.app._driver.send_message(event)
            if between is not None:
                await app.pilot.pause()
                await asyncio.sleep(between)
        await app.pilot.pause()
        await asyncio.sleep(10 * PREVIEW_DELAY)
        await app.pilot.pause()
        said = [(c.action, c.article, c.anchor, c.after) for c, _ in app.app.library.history()]
        return app.desk.here(), app.desk.mention, app.screen, said


@pytest.mark.parametrize("keys", TYPED)
async def test_keys_at_once_do_the_same_as_one_after_the_other(store: Path, tmp_path: Path, keys: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(store, copy)
    assert await after(store, keys, None) == await after(copy, keys, 2 * PREVIEW_DELAY)


async def test_a_key_that_is_never_done_with_holds_up_the_next_for_a_while_only(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed_ahead, "PATIENCE", 0.1)
    monkeypatch.setattr(typed_ahead.TypedAhead, "_again", lambda *_: None)
    async with explorer(store) as app:
        assert app.app._driver is not None
        for event in XTermParser().feed("2]]"):
            app.app._driver.send_message(event)
        await asyncio.sleep(0.5)
        await app.pilot.pause()
        assert app.desk.mention is not None
