"""The ``pressbox`` command. What a command needs is imported inside it: ``--help`` must not wait for a parser.

Exit status 0: done; 1: something failed, each a line on standard error; 2: wrong usage; 130: ctrl+c; 141: the reader
of the output left before all was written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui.front import FAILED, INTERRUPTED, USAGE, Failed, Front, note, printing, reachable, run, say, warn

if TYPE_CHECKING:
    from store.importing import Summary
    from store.library import Library

F = TypeVar("F", bound=Callable[..., Any])

_store = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PRESSBOX_STORE",
    metavar="DIR",
    help="Where the articles are kept (else $PRESSBOX_STORE, else your user data folder).",
)
_model = click.option(
    "--model",
    metavar="NAME",
    help="The installed spaCy pipeline to extract with (else $PRESSBOX_MODEL, else the settings' model).",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
_name = click.option("--name", metavar="NAME", help="Only where somebody or something of this name is named.")
_speaker = click.option("--speaker", metavar="NAME", help="Only where somebody of this name speaks.")
#: What all lists take for words.
_WORDS = 'Whole words, case and accents aside; begin* and "a phrase" too.'


@click.group(
    cls=Front,
    subcommand_metavar="[PATH]... | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
@click.version_option(package_name="pressbox")
def cli() -> None:
    """Explore news articles: who is in them, who said what, and a keyboard to put the machine right.

    Without a command, the explorer opens, on the articles of the store and those of the given PATHs, which are files
    (text, Markdown, HTML) and folders. A path that is named like a command is written ./import.
    """


@cli.command(hidden=True)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_store
@click.option("--session", default="default", metavar="NAME", help="The named session to go on with.")
@_model
def explore(paths: tuple[str, ...], store: Path | None, session: str, model: str | None) -> int:
    """Open the explorer."""
    if paths and not reachable(paths):
        raise click.UsageError(f"no such file: {paths[0]}")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        warn("the explorer needs a terminal; without one, use a command such as import or export (see --help)")
        return USAGE
    model = model or _configured_model()  # says what is wrong with the settings before the screen is taken
    from tui.app import run as open_explorer

    return open_explorer(store, session, list(paths), model)


@cli.command("import", short_help="Read articles into the store.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_store
@_model
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="At most so many processes (else one a core).")
@click.option("--again", is_flag=True, help="Extract what is unchanged too, as after a change of --model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object that sums up, on standard output.")
def import_(
    paths: tuple[str, ...], store: Path | None, model: str | None, jobs: int | None, again: bool, as_json: bool
) -> int:
    """Read articles into the store and find names and quotes in them.

    A PATH is a file, a folder, or - for standard input. What is unchanged since it was imported last is left alone;
    what was changed is extracted anew, and corrections made to it are kept. With --again, so is what is
    unchanged, which counts as updated. Ctrl+c stops and keeps what is done.
    """
    from store.importing import Importer, refused
    from store.workers import ExtractorError
    from tui.progress import Interrupt, follow

    model = model or _configured_model()
    if not reachable(paths):
        # A mistyped path is no reason to make a store.
        summary = refused(paths)
        for failure in summary.failed:
            warn(f"{failure.source}: {failure.reason}")
        _sum_up(summary, as_json)
        return FAILED
    with _writable(store) as library, Interrupt() as interrupt:
        importer = Importer(library, paths, model=model, jobs=jobs, again=again, cancelled=interrupt.is_set)
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
        _print_json(summary)
        return
    note(
        f"{summary.imported} imported, {summary.updated} updated, {summary.unchanged} unchanged,"
        f" {len(summary.failed)} failed; {summary.words} words in {summary.seconds:.1f} s"
    )


def _formats() -> list[str]:
    return ["jsonl", "csv", "csv-quotes", "csv-entities", "spacy", "html", "md"]


@cli.command(short_help="Write the results to a file or standard output.")
@_store
@click.option("--format", "form", type=click.Choice(_formats()), default="jsonl", show_default=True, help="See below.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Else standard output."
)
def export(store: Path | None, form: str, output: Path | None) -> int:
    """Take the results away: every article as it stands with all corrections.

    \b
    jsonl         one article a line, with its text, names and quotes
    csv-quotes    one quote a row, with its speaker; csv is the same
    csv-entities  one mention of a name a row
    spacy         a spaCy DocBin: names in doc.ents, quotes in doc.spans["quotes"]
    html          one page to read, works offline
    md            the same to read, as Markdown

    In CSV, a cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe
    in front. Everything is UTF-8. A FILE is replaced only when the new one is complete.
    """
    from store.export import ExportError, write, write_file

    to_stdout = output is None or str(output) == "-"
    if to_stdout and form == "spacy" and sys.stdout.isatty():
        raise Failed("spacy is a binary format: name a file with -o, or send it to another program")
    with _readable(store) as library:
        try:
            if to_stdout or output is None:
                with printing():
                    problems = write(library, form, sys.stdout.buffer)
            else:
                problems = write_file(library, form, output)
        except ExportError as error:
            raise Failed(str(error)) from error
        return _report([*problems, *library.problems])


@cli.command(short_help="List the articles.")
@_store
@_json
@_name
@_speaker
@click.option("--text", metavar="WORDS", help=f"Only articles with all these words. {_WORDS}")
def articles(store: Path | None, as_json: bool, name: str | None, speaker: str | None, text: str | None) -> int:
    """List the articles: id, whether reviewed, words, names, quotes, title, source."""
    from tui import listing

    with _readable(store) as library:
        found = listing.articles(library, name, speaker, text)
        return _list(library, found, listing.article_line, as_json)


@cli.command(short_help="List who and what is named.")
@_store
@_json
@click.option("--name", metavar="NAME", help="Only those of this name, or with these words in it.")
@click.option("--speaker", metavar="NAME", help="Only those of this name that are quoted.")
@click.option("--label", metavar="LABEL", help="Only those of this label, such as PERSON.")
@click.option("--text", metavar="WORDS", help=f"Only those named in articles with all these words. {_WORDS}")
def entities(
    store: Path | None, as_json: bool, name: str | None, speaker: str | None, label: str | None, text: str | None
) -> int:
    """List who and what is named: mentions, articles, quotes, label, name, id."""
    from tui import listing

    with _readable(store) as library:
        found = listing.entities(library, name, speaker, label, text)
        return _list(library, found, listing.entity_line, as_json)


@cli.command(short_help="List who said what.")
@_store
@_json
@click.option("--name", metavar="NAME", help="Only quotes in which this name is named.")
@_speaker
@click.option("--text", metavar="WORDS", help=f"Only quotes that have all these words in them. {_WORDS}")
def quotes(store: Path | None, as_json: bool, name: str | None, speaker: str | None, text: str | None) -> int:
    """List who said what: article, kind, speaker, words."""
    from tui import listing

    with _readable(store) as library:
        found = listing.quotes(library, name, speaker, text)
        return _list(library, found, listing.quote_line, as_json)


@cli.command(short_help="Apply corrections from a file.")
@click.argument("file", type=click.Path(exists=True, allow_dash=True, dir_okay=False))
@_store
@click.option("--session", default="default", metavar="NAME", help="The session of corrections that name none.")
def correct(file: str, store: Path | None, session: str) -> int:
    """Apply corrections from FILE (- for standard input), one JSON object a line, as the explorer writes them.

    \b
    {"action": "relabel", "article": "ID or source", "anchor": {"start": 10, "end": 15, "text": "Paris"},
     "before": {"label": "PERSON"}, "after": {"label": "GPE"}, "scope": "mention"}

    Left out, id, time, who and session are filled in. Good lines are applied even if others are not; a correction
    that the store already has is passed over.
    """
    from store.applying import apply

    with _writable(store) as library, click.open_file(file, "rb") as lines:
        done = apply(library, lines, name="standard input" if file == "-" else file, session=session)
        note(f"{done.applied} applied, {done.known} already there, {len(done.refused)} refused")
        return _report([*done.refused, *library.problems])


@cli.command()
@_store
@_json
@click.option("--session", metavar="NAME", help="Only those made in this session.")
@click.option("--orphans", is_flag=True, help="Only those in force whose place in the text is gone.")
def corrections(store: Path | None, as_json: bool, session: str | None, orphans: bool) -> int:
    """List the corrections, newest first: time, what became of it, session, who, what, where.

    One is in force, undone, or lost: lost when the text it is about is no longer in its article.
    """
    from tui import listing

    with _readable(store) as library:
        found = [line for line in listing.corrections(library, session) if line.state == "lost" or not orphans]
        if not found and not as_json:
            note("no such corrections" if orphans or session else "no corrections yet")
        return _list(library, found, listing.correction_line, as_json)


@cli.command(short_help="Take over another store's corrections.")
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="OTHER_STORE")
@_store
@_json
def merge(other: Path, store: Path | None, as_json: bool) -> int:
    """Take over the corrections made in OTHER_STORE to articles that this store has too.

    What both say counts once. Where they contradict each other, the later correction holds, both stay in the log, and
    a line tells of it. OTHER_STORE is not changed.
    """
    from store.merging import merge as take_over
    from store.registry import NAME

    if not (other / NAME).is_file():
        raise Failed(f"{other}: not a Pressbox store")
    with _writable(store) as library, _readable(other) as theirs:
        if theirs.path == library.path:
            raise Failed(f"{other}: this is the store itself")
        merged = take_over(library, theirs)
        if as_json:
            _print_json(merged)
        else:
            for contradiction in merged.contradictions:
                say(str(contradiction))
            contradictions = f"{len(merged.contradictions)} contradict{'s' if len(merged.contradictions) == 1 else ''}"
            note(f"{merged.taken} taken over, {merged.known} known, {contradictions}, {len(merged.refused)} refused")
        return _report([*merged.refused, *library.problems, *theirs.problems])


@cli.command()
@_store
@_json
def sessions(store: Path | None, as_json: bool) -> int:
    """List the named sessions."""
    from tui import listing

    with _readable(store) as library:
        found = library.sessions()
        if not found and not as_json:
            note("no sessions yet")
        return _list(library, found, listing.session_line, as_json)


@cli.command()
@_store
@_json
@click.option("--repair", is_flag=True, help="Mend what can be mended; damaged documents are set aside, not deleted.")
def check(store: Path | None, as_json: bool, repair: bool) -> int:
    """Verify every document of the store."""
    from store.check import check as verify
    from store.check import count

    store = store or _default_store()
    findings = verify(store, repair=repair)
    if not findings and not as_json:
        articles = count(store)
        note(f"{articles} article{'' if articles == 1 else 's'}, nothing wrong")
    for finding in findings:
        if as_json:
            _print_json(finding)
        else:
            say(f"{finding.path}: {finding.what}" + (" (repaired)" if finding.repaired else ""))
    return FAILED if any(not (finding.repaired or finding.harmless) for finding in findings) else 0


def _configured_model() -> str:
    from tui.config import ConfigError, load

    try:
        return load().model
    except ConfigError as error:
        raise Failed(str(error)) from error


def _default_store() -> Path:
    import platformdirs

    return platformdirs.user_data_path("pressbox")


def _readable(store: Path | None) -> Library:
    from store.errors import StoreError
    from store.library import Library

    try:
        return Library.open(store, write=False)
    except StoreError as error:
        raise Failed(str(error)) from error


def _writable(store: Path | None) -> Library:
    from store.errors import StoreError
    from store.library import Library

    try:
        library = Library.open(store)
    except StoreError as error:
        raise Failed(str(error)) from error
    if library.read_only:
        library.close()
        raise Failed(f"the store is in use by {library.holder or 'another process'}; close it there and try again")
    return library


def _list(library: Library, found: Any, line: Callable[[Any], str], as_json: bool) -> int:
    for one in found:
        if as_json:
            _print_json(one)
        else:
            say(line(one))
    return _report(library.problems)


def _print_json(value: object) -> None:
    from store.export import line

    with printing():
        sys.stdout.buffer.write(line(value).encode())


def _report(problems: list[str]) -> int:
    for problem in problems:
        warn(problem)
    return FAILED if problems else 0


def main() -> None:
    """The console script."""
    sys.exit(run(cli))
