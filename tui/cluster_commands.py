"""The command that has articles extracted on other machines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.front import FAILED, INTERRUPTED, Failed, note, reachable
from tui.options import columns_of, configured_model, field_options, model_option, print_json

if TYPE_CHECKING:
    from store.cluster.engine import Cluster
    from store.cluster.extracting import Summary


@click.command(short_help="Extract on a cluster, into shards for import.")
@click.option("--engine", type=click.Choice(["dask"]), default="dask", show_default=True, help="What the cluster runs.")
@click.argument("address")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.argument("output", type=click.Path(path_type=Path, file_okay=False))
@model_option
@field_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object that sums up, on standard output.")
def extract(
    engine: str, address: str, inputs: tuple[str, ...], output: Path, model: str | None, as_json: bool, **fields: str
) -> int:
    """Find names and quotes in articles on the cluster at ADDRESS, and write them to shards in the folder OUTPUT.

    ADDRESS is that of a Dask scheduler, such as tcp://10.0.0.1:8786; its workers need this version of Pressbox and the
    model, no files. An INPUT is whatever import takes. Then "pressbox import OUTPUT --store DIR" takes all in as it
    would have taken the INPUTs, without extracting again.

    Ctrl+c stops and keeps what is done. The same command again goes on: what is in a shard of OUTPUT already is
    unchanged. Shards are numbered in the order of the articles and hold up to 256; each is written whole or not at all.
    """
    from store.cluster.extracting import Extractor
    from store.errors import ExportError
    from store.workers import ExtractorError
    from tui.progress import Interrupt, follow

    model = model or configured_model()
    if not reachable(inputs):
        raise Failed(f"no such file: {inputs[0]}")
    try:
        cluster = _cluster(address, model)
        with Interrupt() as interrupt:
            try:
                extractor = Extractor(inputs, cluster, output, columns=columns_of(fields), cancelled=interrupt.is_set)
            except BaseException:
                cluster.close()
                raise
            try:
                follow(extractor.run())
            finally:
                _sum_up(extractor.summary, as_json)
    except (ExtractorError, ExportError) as error:
        raise Failed(str(error)) from error
    return INTERRUPTED if interrupt.is_set() else FAILED if extractor.summary.failed else 0


def _cluster(address: str, model: str) -> Cluster:
    """The cluster, ready to extract; raises ``Failed`` where Dask is not installed."""
    try:
        from store.cluster.engine import Cluster
    except ModuleNotFoundError as error:
        raise Failed(f"{error.name} is not installed; a cluster needs: pip install 'pressbox[cluster]'") from error
    return Cluster(address, model)


def _sum_up(summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    shards = f"{summary.shards} shard{'' if summary.shards == 1 else 's'}"
    note(
        f"{summary.extracted} extracted, {summary.unchanged} unchanged, {len(summary.failed)} failed;"
        f" {summary.words} words in {summary.seconds:.1f} s; {shards} written"
    )


COMMANDS = (extract,)
