"""How the command line is read and how it ends: which command is meant, exit statuses, and no traceback ever."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from store.errors import StoreError

#: Exit statuses beside 0 (done): something failed, wrong usage, and as shells report ctrl+c and a closed pipe. The
#: last is for output that found no reader; what was all written before the reader left is done.
FAILED = 1
USAGE = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


class Front(click.Group):
    """A group of commands in which the first word may as well be a path, and options may stand in front of a command.

    Anything that is not a command goes to the command named ``default``, whose options the group's help shows.
    """

    default = "explore"

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments, which may print help."""
        with _piping():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _piping():
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command's name first: ``--store S export`` and ``export --store S`` are the same."""
        at = self._first_word(args)
        if at is not None and args[at] in self.commands:
            args = [args[at], *args[:at], *args[at + 1 :]]
        elif asked := [arg for arg in args if arg in ("--help", "-h", "--version")]:
            args = asked
        elif at is not None and not reachable(args[at : at + 1]):
            raise click.UsageError(self._unknown(args[at]), ctx)
        else:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def _unknown(self, word: str) -> str:
        """What to say of a first word that is neither a command nor a path, and the command that is most like it."""
        shown = [name for name, command in self.commands.items() if not command.hidden]
        near = [] if os.sep in word else difflib.get_close_matches(word, shown, n=1)
        return f"no such command or file: {word}" + (f"; did you mean {near[0]}?" if near else "")

    def _first_word(self, args: list[str]) -> int | None:
        """The place of the first argument that is neither an option nor an option's value; None behind ``--``."""
        valued = {
            name
            for command in self.commands.values()
            for option in command.params
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        skip = False
        for at, arg in enumerate(args):
            if skip:
                skip = False
            elif arg == "--":
                return None
            elif arg.startswith("-") and arg != "-":
                skip = arg in valued
            else:
                return at
        return None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The explorer's options, as its own, then the commands."""
        explorer = self.commands[self.default]
        options = [p for p in (*explorer.params, *self.get_params(ctx)) if isinstance(p, click.Option)]
        with formatter.section("Options"):
            formatter.write_dl([record for option in options if (record := option.get_help_record(ctx))])
        self.format_commands(ctx, formatter)


class Failed(click.ClickException):
    """The command could not do its work; the message is one line for standard error."""

    exit_code = FAILED


class _PipeClosedError(Exception):
    """The reader of the output has left. Click, which ends such a program its own way, must not see the real error."""


@contextlib.contextmanager
def _piping() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _PipeClosedError from error


def reachable(paths: Iterable[str]) -> bool:
    """Whether there is anything at one of the paths at least; standard input (-) is, and what is on the web may be."""
    return any(path == "-" or os.path.exists(path) or _on_web(path) for path in paths)


def _on_web(word: str) -> bool:
    if "://" not in word:
        return False
    from store.reading.facts import is_web

    return is_web(word)


def say(text: str) -> None:
    """Print a line of plain text on standard output, made safe for a terminal."""
    from store.safe import safe_line

    with printing():
        click.echo(safe_line(text))


def warn(text: str) -> None:
    """Print a line on standard error, made safe for a terminal."""
    from store.safe import safe_line

    note(f"pressbox: {safe_line(text)}")


def note(text: str) -> None:
    """Print a line on standard error that is safe as it is; where that cannot be done, there is nobody to tell."""
    with contextlib.suppress(OSError):
        click.echo(text, err=True)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """While standard output is written to: what goes wrong there is told as such, unless the reader has left."""
    if sys.stdout is None:
        raise Failed("standard output is closed")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        raise Failed(f"standard output cannot be written: {error.strerror or error}") from error


def _drop_output() -> None:
    """Send what is still buffered nowhere: Python would try once more to write it, and complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(command: Callable[..., object], args: list[str] | None = None) -> int:
    """Run a click command and turn every way in which it can end into an exit status and at most one line."""
    _lenient_streams()
    try:
        result = command(args=args, prog_name="pressbox", standalone_mode=False)
        if sys.stdout is not None:
            with printing():
                sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except StoreError as error:
        warn(str(error))
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, _PipeClosedError):
        _drop_output()
        return PIPE_CLOSED
    except Exception as error:
        from tui.crash_log import told

        warn(f"unexpected error: {told(error)}")
        return FAILED
    return result if isinstance(result, int) else 0


def _show(error: click.ClickException) -> None:
    """An error's line; wrong usage says in a second one where help is."""
    warn(error.format_message())
    if isinstance(error, click.UsageError) and error.ctx is not None:
        warn(f"try '{error.ctx.command_path.removesuffix(f' {Front.default}')} --help'")


def _lenient_streams() -> None:
    """A letter that the terminal's encoding lacks is shown as a question mark, not as an error."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
