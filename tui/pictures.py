"""Saving the screen as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.files import ask_file, write_told

if TYPE_CHECKING:
    from tui.asking_screen import AskingScreen

#: Where pictures go unless the user says otherwise.
PICTURE_FILE = "pressbox.svg"


def ask_picture(screen: AskingScreen) -> None:
    """Save the screen as it stands as a picture (SVG), in a file that the user names."""
    from store.storage import write_bytes

    picture = screen.app.export_screenshot(title="Pressbox").encode("utf-8", "replace")

    def write(file: Path) -> None:
        write_told(screen, file, lambda: write_bytes(file.parent.resolve() / file.name, picture))

    ask_file(screen, "Write the picture to:", PICTURE_FILE, write)
