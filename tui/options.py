"""What the commands share: their options, opening the store, and printing what was found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.front import FAILED, Failed, printing, say, warn

if TYPE_CHECKING:
    from store.library import Library
    from store.reading import Columns

store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PRESSBOX_STORE",
    metavar="DIR",
    help="Where the articles are kept (else $PRESSBOX_STORE, else your user data folder).",
)
model_option = click.option(
    "--model",
    metavar="NAME",
    help="The installed spaCy pipeline to extract with (else $PRESSBOX_MODEL, else the settings' model).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
name_option = click.option("--name", metavar="NAME", help="Only where somebody or something of this name is named.")
speaker_option = click.option("--speaker", metavar="NAME", help="Only where somebody of this name speaks.")
#: What all lists take for words.
WORDS = 'Whole words, case and accents aside; begin* and "a phrase" too.'

#: Where records have what, as ``columns_of`` takes it.
_FIELDS = {
    "--text-field": "Where records have their text (else text, body, …).",
    "--title-field": "Their headline (else title, headline, …).",
    "--date-field": "Their date (else date, published, …).",
    "--source-field": "What identifies them (else url, link, id, …).",
}


def field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name the fields of records."""
    for name, words in reversed(_FIELDS.items()):
        command = click.option(name, metavar="NAME", default="", help=words)(command)
    return command


def columns_of(fields: Mapping[str, str]) -> Columns:
    """The fields of records that ``field_options`` name."""
    from store.reading import Columns

    return Columns(**{name.removesuffix("_field"): field for name, field in fields.items()})


def configured_model() -> str:
    """The model that the settings name; raises ``Failed`` if they are wrong."""
    from tui.config import ConfigError, load

    try:
        return load().model
    except ConfigError as error:
        raise Failed(str(error)) from error


def default_store() -> Path:
    """The platform's folder for user data."""
    import platformdirs

    return platformdirs.user_data_path("pressbox")


def readable(store: Path | None) -> Library:
    """The store, opened for reading; raises ``Failed``."""
    from store.errors import StoreError
    from store.library import Library

    try:
        return Library.open(store, write=False, keep_index=True)
    except StoreError as error:
        raise Failed(str(error)) from error


def writable(store: Path | None) -> Library:
    """The store, opened for writing; raises ``Failed``."""
    from store.errors import StoreError
    from store.library import Library

    try:
        library = Library.open(store)
    except StoreError as error:
        raise Failed(str(error)) from error
    if library.read_only:
        library.close()
        busy = f"is in use by {library.holder}; close it there and try again"
        raise Failed(f"the store {busy if library.holder else f'cannot be written to: {library.why_read_only}'}")
    return library


def list_lines(library: Library, found: Any, line: Callable[[Any], str], as_json: bool) -> int:
    """Print what was found, a line each; returns the exit status."""
    for one in found:
        if as_json:
            print_json(one)
        else:
            say(line(one))
    return tell_problems(library.problems)


def print_json(value: object) -> None:
    """Print a value as a line of JSON."""
    from store.exchange.lines import line

    with printing():
        sys.stdout.buffer.write(line(value).encode())


def tell_problems(problems: list[str]) -> int:
    """Say what went wrong, a line each; returns the exit status."""
    for problem in problems:
        warn(problem)
    return FAILED if problems else 0
