"""The commands that look after a store: the log of corrections, merging, checking, measuring."""

from __future__ import annotations

from pathlib import Path

import click

from tui.front import FAILED, Failed, note, reachable, say
from tui.options import (
    configured_model,
    default_store,
    json_option,
    list_lines,
    model_option,
    print_json,
    readable,
    store_option,
    tell_problems,
    writable,
)


@click.command()
@store_option
@json_option
@click.option("--session", metavar="NAME", help="Only those made in this session.")
@click.option("--orphans", is_flag=True, help="Only those in force whose place in the text is gone.")
def corrections(store: Path | None, as_json: bool, session: str | None, orphans: bool) -> int:
    """List the corrections, newest first: time, what became of it, session, who, what, where.

    One is in force, undone, or lost: lost when the text it is about is no longer in its article.
    """
    from tui import listing

    with readable(store) as library:
        found = list(listing.lost(library, session) if orphans else listing.corrections(library, session))
        if not found and not as_json:
            note("no such corrections" if orphans or session else "no corrections yet")
        return list_lines(library, found, listing.correction_line, as_json)


@click.command(short_help="Take over another store's corrections.")
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="OTHER_STORE")
@store_option
@json_option
def merge(other: Path, store: Path | None, as_json: bool) -> int:
    """Take over the corrections made in OTHER_STORE to articles that this store has too.

    What both say counts once. Where they contradict each other, the later correction holds, both stay in the log, and
    a line tells of it. OTHER_STORE is not changed.
    """
    from store.merging import merge as take_over
    from store.registry import NAME

    if not (other / NAME).is_file():
        raise Failed(f"{other}: not a Pressbox store")
    with writable(store) as library, readable(other) as theirs:
        if theirs.path == library.path:
            raise Failed(f"{other}: this is the store itself")
        merged = take_over(library, theirs)
        if as_json:
            print_json(merged)
        else:
            for contradiction in merged.contradictions:
                say(str(contradiction))
            contradictions = f"{len(merged.contradictions)} contradict{'s' if len(merged.contradictions) == 1 else ''}"
            note(f"{merged.taken} taken over, {merged.known} known, {contradictions}, {len(merged.refused)} refused")
        return tell_problems([*merged.refused, *library.problems, *theirs.problems])


@click.command()
@store_option
@json_option
@click.option("--repair", is_flag=True, help="Mend what can be mended; damaged documents are set aside, not deleted.")
def check(store: Path | None, as_json: bool, repair: bool) -> int:
    """Verify every document of the store."""
    from store.check import check as verify
    from store.check import count

    store = store or default_store()
    findings = verify(store, repair=repair)
    if not findings and not as_json:
        articles = count(store)
        note(f"{articles} article{'' if articles == 1 else 's'}, nothing wrong")
    for finding in findings:
        if as_json:
            print_json(finding)
        else:
            say(f"{finding.path}: {finding.what}" + (" (repaired)" if finding.repaired else ""))
    return FAILED if any(not (finding.repaired or finding.harmless) for finding in findings) else 0


@click.command(short_help="Measure what Pressbox promises on this machine.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@store_option
@model_option
@json_option
@click.option("--sizes", metavar="N,N", help="Numbers of articles to measure with.")
@click.option("--only", metavar="PART,PART", help="Only these parts: store, screen, import, quality.")
@click.option(
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reviewed records (jsonl) to measure quotes with.",
)
def bench(
    paths: tuple[str, ...],
    store: Path | None,
    model: str | None,
    as_json: bool,
    sizes: str | None,
    only: str | None,
    gold: Path | None,
) -> int:
    """Measure what Pressbox promises on this machine: times, ratios, and whether the goals are met.

    The articles are those of the given PATHs, or those that a store has already; bigger libraries are made of copies
    with changed words, in a temporary folder. The store itself is only read.
    """
    from tui.bench import PARTS, machine, measure

    numbers = sizes.split(",") if sizes else []
    if not all(size.isdecimal() and int(size) for size in numbers):
        raise click.UsageError(f"--sizes: not numbers of articles: {sizes}")
    parts = only.split(",") if only else list(PARTS)
    if unknown := [part for part in parts if part not in PARTS]:
        raise click.UsageError(f"--only: there is no part {unknown[0]!r}, but {', '.join(PARTS)}")
    if parts == ["quality"] and gold is None:
        raise click.UsageError("--only quality: needs --gold FILE, as export --reviewed-only writes it")
    if paths and not reachable(paths):
        raise click.UsageError(f"no such file: {paths[0]}")
    seed = None if paths else store or default_store()
    if not as_json:
        say(machine())
    missed = False
    try:
        for figure in measure(paths, seed, [*map(int, numbers)], parts, model or configured_model(), note, gold):
            missed |= figure.met is False
            if as_json:
                print_json(figure)
            else:
                say(figure.line())
    except ValueError as error:
        raise Failed(f"nothing to measure: {error}") from error
    return FAILED if missed else 0


COMMANDS = (corrections, merge, check, bench)
