"""spaCy's own format, made by a process of its own, so that this one never loads spaCy."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from store.errors import ExportError
from store.exchange import lines
from store.record import Record


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """A ``DocBin`` of the records; raises ``ExportError`` if it cannot be made."""
    command = [sys.executable, "-P", "-m", "store.extract.docbin"]
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    try:
        with tempfile.TemporaryFile() as spool:
            lines.write(records, spool)
            spool.seek(0)
            made = subprocess.run(
                command, stdin=spool, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": path}
            )
    except OSError as error:
        raise ExportError(f"the spaCy file could not be made: {error.strerror or error}") from error
    if made.returncode:
        reason = (made.stderr.decode(errors="replace").strip().splitlines() or [f"status {made.returncode}"])[-1]
        raise ExportError(f"the spaCy file could not be made: {reason}")
    out.write(made.stdout)
