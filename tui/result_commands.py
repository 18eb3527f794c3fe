"""The commands that take results out of a store, and back in."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.front import Failed, note, printing, say
from tui.options import json_option, print_json, readable, speaker_option, store_option, tell_problems, writable

if TYPE_CHECKING:
    from store.library import Library
    from store.selection import Selection

#: ``store.export.FORMATS``, which is not imported before it is used.
FORMATS = (
    "jsonl", "csv", "csv-quotes", "csv-entities", "spacy", "prodigy", "conll", "brat", "jsonld", "html", "md",
)  # fmt: skip

#: Formats that mean nothing on a terminal.
_BINARY = ("spacy", "brat")


@click.command(short_help="Write the results to a file or standard output.")
@store_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="See below.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Else standard output."
)
@click.option("--reviewed-only", is_flag=True, help="Only articles that are ticked off.")
@click.option("--session", metavar="NAME", help="Only articles corrected or ticked off in this session.")
@speaker_option
@click.option(
    "--since", metavar="DATE", help="Only articles imported or corrected since: 2026-01-31, or with a time behind a T."
)
def export(
    store: Path | None,
    form: str,
    output: Path | None,
    reviewed_only: bool,
    session: str | None,
    speaker: str | None,
    since: str | None,
) -> int:
    """Take the results away: every article as it stands with all corrections.

    \b
    jsonl         one article a line, with its text, names and quotes
    csv-quotes    one quote a row, with its speaker; csv is the same
    csv-entities  one mention of a name a row
    spacy         a spaCy DocBin: names in doc.ents, quotes in doc.spans["quotes"]
    prodigy       Prodigy's tasks: names and quotes as spans, speakers as relations
    conll         a word a line, with IOB2 tags of quotes and names
    brat          a zip archive of brat's .txt and .ann files
    jsonld        W3C Web Annotation
    html          one page to read, works offline
    md            the same to read, as Markdown

    jsonl, prodigy and brat can be edited and brought back with the command correct. An article is written whole if it
    satisfies all the conditions; csv-quotes with --speaker has that speaker's quotes only. A DATE is local time.

    In CSV, a cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe
    in front. Everything is UTF-8. A FILE is replaced only when the new one is complete.
    """
    from store.errors import ExportError
    from store.export import write, write_file

    selection = _selection(reviewed_only, session, speaker, since)
    to_stdout = output is None or str(output) == "-"
    if to_stdout and form in _BINARY and sys.stdout.isatty():
        raise Failed(f"{form} is a binary format: name a file with -o, or send it to another program")
    with readable(store) as library:
        try:
            if to_stdout or output is None:
                with printing():
                    problems = write(library, form, sys.stdout.buffer, selection)
            else:
                problems = write_file(library, form, output, selection)
        except ExportError as error:
            raise Failed(str(error)) from error
        return tell_problems([*problems, *library.problems])


def _selection(reviewed: bool, session: str | None, speaker: str | None, since: str | None) -> Selection:
    from store.selection import Selection, moment

    try:
        start = None if since is None else moment(since)
    except (ValueError, OverflowError) as error:
        raise click.UsageError(f"--since: not a date such as 2026-01-31: {since}") from error
    return Selection(reviewed=reviewed, session=session, speaker=speaker, since=start)


@click.command(short_help="Bring corrections, or edited articles, back from a file.")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@store_option
@click.option("--session", default="default", metavar="NAME", help="The session of corrections that name none.")
@click.option("--who", default="", metavar="NAME", help="The author of corrections that name none (else you).")
def correct(file: str, store: Path | None, session: str, who: str) -> int:
    """Apply corrections from FILE (- for standard input), one JSON object a line, as the explorer writes them.

    \b
    {"action": "relabel", "article": "ID or source", "anchor": {"start": 10, "end": 15, "text": "Paris"},
     "before": {"label": "PERSON"}, "after": {"label": "GPE"}, "scope": "mention"}

    Left out, id, time, who and session are filled in. Good lines are applied even if others are not; a correction
    that the store already has is passed over.

    A line may also be an article as export writes it (jsonl or prodigy), edited; FILE may be a zip archive or folder
    of brat's files. What is different from the article as it stands becomes corrections: names added, deleted, moved,
    relabelled or given to another entity, entities renamed or joined, quotes added, deleted, moved, of another kind or
    speaker, the tick of review. The same file again changes nothing. Tasks that were rejected are passed over.
    """
    from store.applying import apply, apply_brat
    from store.exchange.brat_files import BratError, is_brat
    from store.safe import safe_line
    from store.sessions import name_fault

    if fault := name_fault(session):
        raise click.UsageError(f"--session: {fault}")
    if who != safe_line(who):
        raise click.UsageError("--who: a name has printable characters only")
    with writable(store) as library:
        if file != "-" and is_brat(Path(file)):
            try:
                done = apply_brat(library, Path(file), session=session, who=who)
            except BratError as error:
                raise Failed(str(error)) from error
        else:
            with click.open_file(file, "rb") as lines:
                name = "standard input" if file == "-" else file
                done = apply(library, lines, name=name, session=session, who=who)
        note(f"{done.applied} applied, {done.known} already there, {len(done.refused)} refused")
        return tell_problems([*done.refused, *library.problems])


@click.command(short_help="Measure the machine against what humans say.")
@click.argument("gold", required=False, type=click.Path(exists=True, path_type=Path))
@store_option
@json_option
@click.option("--corrected", is_flag=True, help="Measure the articles as corrected, not what the machine found.")
def evaluate(gold: Path | None, store: Path | None, as_json: bool, corrected: bool) -> int:
    """Measure what the machine found against what is right: precision, recall and F1, by label and kind.

    GOLD is a store, of which the reviewed articles count, or a file of records as export writes them (jsonl); without
    it, the reviewed articles of this store. Its articles are looked up in this store by text, id or source.

    Names are right if borders and label are; quotes if they overlap by 80 % (indirect ones by half); speakers if the
    quote is and so is the name. Links are B-cubed, within articles, over the names found.
    """
    from store.evaluation import evaluate as measure
    from store.evaluation import given, reviewed
    from tui.agreement import as_object, table

    problems: list[str] = []
    with contextlib.ExitStack() as stack:
        library = stack.enter_context(readable(store))
        if gold is not None and gold.is_file():
            records = given(stack.enter_context(gold.open("rb")), str(gold), problems.append)
        else:
            other = library if gold is None else stack.enter_context(_store(gold))
            records = reviewed(other, problems.append)
        agreement = measure(library, records, problems.append, corrected=corrected)
        if as_json:
            print_json(as_object(agreement))
        elif agreement.articles:
            for line in table(agreement):
                say(line)
        if not agreement.articles and not problems:
            problems.append("nothing to measure: no article is ticked off as reviewed")
        return tell_problems([*problems, *library.problems])


def _store(path: Path) -> Library:
    from store.registry import NAME

    if not (path / NAME).is_file():
        raise Failed(f"{path}: not a Pressbox store")
    return readable(path)


COMMANDS = (export, correct, evaluate)
