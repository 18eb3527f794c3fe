"""What went wrong unforeseen: the log file that keeps the traceback, and a line that says where it is."""

from __future__ import annotations

import time
from pathlib import Path

#: Bytes after which a log file is put aside for a new one.
BIG_LOG = 1_000_000
#: Where the errors are defined whose messages are written for the user.
OURS = ("store", "tui")


def told(error: Exception) -> str:
    """An error in one line; of one that nobody foresaw the log keeps the traceback, and the line says where that is."""
    if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in OURS:
        return str(error)
    file = record(error)
    return f"{type(error).__name__}: {error}" + (f" (details in {file})" if file else "")


def record(error: Exception) -> Path | None:
    """Append an exception's traceback to the log file, putting a big one aside first; None if that fails."""
    import traceback

    import platformdirs

    folder = platformdirs.user_log_path("pressbox")
    file = folder / "pressbox.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > BIG_LOG:
            file.replace(folder / "pressbox.old.log")
        with file.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return None
    return file
