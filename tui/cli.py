"""The ``pressbox`` command. What a command needs is imported inside it: ``--help`` must not wait for a parser.

Exit status 0: done; 1: something failed, each a line on standard error; 2: wrong usage; 130: ctrl+c; 141: the reader
of the output left before all was written.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui import cluster_commands, result_commands, store_commands
from tui.front import FAILED, INTERRUPTED, USAGE, Failed, Front, note, reachable, run, say, warn
from tui.options import (
    WORDS,
    columns_of,
    configured_model,
    field_options,
    json_option,
    list_lines,
    model_option,
    name_option,
    print_json,
    readable,
    speaker_option,
    store_option,
    writable,
)

if TYPE_CHECKING:
    from store.importing import Summary


#: What terminals without a cursor that could be moved call themselves.
BARE = ("dumb", "unknown")


@click.group(
    cls=Front,
    subcommand_metavar="[PATH]... | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
@click.version_option(package_name="pressbox")
def cli() -> None:
    """Explore news articles: who is in them, who said what, and a keyboard to put the machine right.

    Without a command, the explorer opens, on the articles of the store and those of the given PATHs, which are files,
    folders, archives and URLs. A path that is named like a command is written ./import.
    """


@cli.command(hidden=True)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@store_option
@click.option("--session", default="", metavar="NAME", help="The named session to go on with (else the last one).")
@model_option
def explore(paths: tuple[str, ...], store: Path | None, session: str, model: str | None) -> int:
    """Open the explorer."""
    if paths and not reachable(paths):
        raise click.UsageError(f"no such file: {paths[0]}")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        warn("the explorer needs a terminal; without one, use a command such as import or export (see --help)")
        return USAGE
    if os.environ.get("TERM", "") in BARE:
        warn(f"this terminal (TERM={os.environ['TERM']}) cannot show the explorer; try another one, or a command")
        return USAGE
    model = model or configured_model()  # says what is wrong with the settings before the screen is taken
    gc.disable()  # until the screen stands nothing is garbage, and looking for it would hold up the first paint
    from tui.app import run as open_explorer

    return open_explorer(store, session, list(paths), model)


@cli.command("import", short_help="Read articles into the store.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@model_option
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="At most so many processes (else one a core).")
@click.option("--again", is_flag=True, help="Extract what is unchanged too, as after a change of --model.")
@field_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object that sums up, on standard output.")
def import_(
    paths: tuple[str, ...],
    store: Path | None,
    model: str | None,
    jobs: int | None,
    again: bool,
    as_json: bool,
    **fields: str,
) -> int:
    """Read articles into the store and find names and quotes in them.

    A PATH is a file, a folder, an archive (zip, tar, gz), a URL, or - for standard input. Text, Markdown, HTML,
    e-mails, Word and PDF documents are one article each; JSON Lines, JSON arrays, CSV, TSV and feeds are an article a
    record. The shards that extract writes are taken in as they are. What is unchanged since it was imported last is
    left alone; what was changed is extracted anew, and corrections made to it are kept. With --again, so is what is
    unchanged, which counts as updated. Ctrl+c stops and keeps what is done.
    """
    from store.importing import Importer, refused
    from store.workers import ExtractorError
    from tui.progress import Interrupt, follow

    model = model or configured_model()
    if not reachable(paths):
        # A mistyped path is no reason to make a store.
        summary = refused(paths)
        for failure in summary.failed:
            warn(str(failure))
        _sum_up(summary, as_json)
        return FAILED
    with writable(store) as library, Interrupt() as interrupt:
        columns = columns_of(fields)
        importer = Importer(
            library, paths, model=model, jobs=jobs, again=again, columns=columns, cancelled=interrupt.is_set
        )
        try:
            follow(importer.run())
        except ExtractorError as error:
            raise Failed(str(error)) from error
        finally:
            summary = importer.summary
            _sum_up(summary, as_json)
        for problem in library.problems:
            warn(problem)
        if interrupt.is_set():
            return INTERRUPTED
    return FAILED if summary.failed else 0


def _sum_up(summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    note(
        f"{summary.imported} imported, {summary.updated} updated, {summary.unchanged} unchanged,"
        f" {len(summary.failed)} failed; {summary.words} words in {summary.seconds:.1f} s"
    )


@cli.command(short_help="List the articles.")
@store_option
@json_option
@name_option
@speaker_option
@click.option("--text", metavar="WORDS", help=f"Only articles with all these words. {WORDS}")
def articles(store: Path | None, as_json: bool, name: str | None, speaker: str | None, text: str | None) -> int:
    """List the articles: id, whether reviewed, words, names, quotes, title, source."""
    from tui import listing

    with readable(store) as library:
        found = listing.articles(library, name, speaker, text)
        return list_lines(library, found, listing.article_line, as_json)


@cli.command(short_help="List who and what is named.")
@store_option
@json_option
@click.option("--name", metavar="NAME", help="Only those of this name, or with these words in it.")
@click.option("--speaker", metavar="NAME", help="Only those of this name that are quoted.")
@click.option("--label", metavar="LABEL", help="Only those of this label, such as PERSON.")
@click.option("--text", metavar="WORDS", help=f"Only those named in articles with all these words. {WORDS}")
def entities(
    store: Path | None, as_json: bool, name: str | None, speaker: str | None, label: str | None, text: str | None
) -> int:
    """List who and what is named: mentions, articles, quotes, label, name, id."""
    from tui import listing

    with readable(store) as library:
        found = listing.entities(library, name, speaker, label, text)
        return list_lines(library, found, listing.entity_line, as_json)


@cli.command(short_help="List who said what.")
@store_option
@json_option
@click.option("--name", metavar="NAME", help="Only quotes in which this name is named.")
@speaker_option
@click.option("--text", metavar="WORDS", help=f"Only quotes that have all these words in them. {WORDS}")
def quotes(store: Path | None, as_json: bool, name: str | None, speaker: str | None, text: str | None) -> int:
    """List who said what: article, kind, speaker, words."""
    from tui import listing

    with readable(store) as library:
        found = listing.quotes(library, name, speaker, text)
        return list_lines(library, found, listing.quote_line, as_json)


@cli.command()
@store_option
@json_option
def sessions(store: Path | None, as_json: bool) -> int:
    """List the named sessions."""
    from tui import listing

    with readable(store) as library:
        found = library.sessions()
        if not found and not as_json:
            note("no sessions yet")
        return list_lines(library, found, listing.session_line, as_json)


@cli.command()
@json_option
def keys(as_json: bool) -> int:
    """List what the explorer's keys do: keys, action, and what it is good for; as your settings have them."""
    from tui import config
    from tui.keymap import keyed, lines

    try:
        verbs = keyed(config.load().keys, str(config.path()))
    except config.ConfigError as error:
        raise Failed(str(error)) from error
    for line in lines(verbs):
        if as_json:
            print_json(line)
        else:
            say(f"{line.keys:24} {line.id:18} {line.help}")
    return 0


for command in (*cluster_commands.COMMANDS, *result_commands.COMMANDS, *store_commands.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """The console script."""
    sys.exit(run(cli))
