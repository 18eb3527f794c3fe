"""``python -m tui`` is the command ``pressbox``."""

from tui.cli import main

main()
