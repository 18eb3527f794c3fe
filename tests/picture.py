"""Make the picture of the README: ``python -m tests.picture`` imports the samples and writes the screen as SVG."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path

from tests.explorer import explorer

PICTURE = Path(__file__).parent / "snapshots" / "explorer.svg"


async def draw() -> None:
    """Stand on a name in a quote of the first article and save the screen."""
    with tempfile.TemporaryDirectory() as folder:
        async with explorer(Path(folder) / "store", (132, 40), paths=["samples"]) as app:
            await app.quiet()
            await app.press("2")
            app.go_to("Mo Salah")
            app.app.clear_notifications()
            PICTURE.parent.mkdir(exist_ok=True)
            PICTURE.write_text(app.app.export_screenshot(title="Pressbox"), encoding="utf-8")


if __name__ == "__main__":
    with contextlib.chdir(Path(__file__).parent.parent):
        asyncio.run(draw())
