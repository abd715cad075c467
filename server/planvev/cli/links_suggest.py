"""``planvev links suggest`` and ``planvev links match``: what probably follows up what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from planvev import resources
from planvev.archive.archive import Archive
from planvev.cli.dataset import show_steps
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.links_columns import read_column
from planvev.cli.links_data import chosen_archive, with_corpus
from planvev.cli.links_print import (
    MATCH_COLUMNS,
    OFFER_COLUMNS,
    match_rows,
    offer_rows,
    print_matches,
    print_offers,
    print_records,
)
from planvev.cli.links_words import say
from planvev.cli.options import dataset_options, user_name
from planvev.errors import ConfigError
from planvev.linking.corpus import Corpus
from planvev.linking.matching import TextMatch, match_texts
from planvev.linking.offers import SCORE_MIN, Offer, choose_targets, make_offers, settled_pairs
from planvev.linking.suggest.embedding import open_encoder
from planvev.linking.suggest.matcher import Matcher

FORMATS: Final = ("table", "csv", "json")
_TOP_MAX: Final = 100
_TARGET_HELP: Final = (
    "IRI of a plan, or its end; «overarching» for all plans that others follow up, «sdg» for the "
    "development goals."
)
Command = TypeVar("Command", bound=Callable[..., Any])


def _shared_options(command: Command) -> Command:
    """Give a command the options that both have."""
    for option in reversed(
        (
            click.option("--target", required=True, metavar="PLAN", help=_TARGET_HELP),
            click.option(
                "--top",
                type=click.IntRange(1, _TOP_MAX),
                default=5,
                show_default=True,
                help="How many for each, at most.",
            ),
            click.option(
                "--strategies/--no-strategies",
                default=False,
                help="The target's strategies too, not its goals alone.",
            ),
            click.option(
                "--format",
                "format_",
                type=click.Choice(FORMATS),
                default="table",
                show_default=True,
                help="table for people; csv and json for programs.",
            ),
            dataset_options,
            click.option(
                "--language",
                type=click.Choice(["nb", "nn", "en"]),
                default="nb",
                show_default=True,
                help="Of reasons and messages, and of texts that are there in several.",
            ),
            click.option(
                "--embeddings",
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help="Compare sentences by meaning too, with the sentence-transformers model in "
                "this folder (extra «embeddings»). Nothing is downloaded.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command("suggest")
@click.option("--source", required=True, metavar="PLAN", help="IRI of the plan, or its end.")
@_shared_options
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=SCORE_MIN,
    show_default=True,
    help="Leave out what is found with a lower score; what the text states always stays.",
)
@click.option("--record", is_flag=True, help="Record what is offered as links, in the archive.")
@click.option(
    "--author", help="Who records, for the log.  [default: the name of who runs the command]"
)
def suggest_command(
    source: str,
    target: str,
    top: int,
    strategies: bool,
    format_: str,
    state: Path | None,
    data: Path | None,
    generation: int | None,
    language: str,
    embeddings: Path | None,
    min_score: float,
    record: bool,
    author: str | None,
) -> int:
    """Find what a plan probably follows up, element by element, with the reasons.

    What the plan's text says itself, by number or as a quote, comes first with its passage, all of
    it; --top bounds what is added to that. What is linked already or was rejected is left out.

    With --record, what the text states counts as approved until somebody decides otherwise, and
    the rest waits as proposals to be decided on.
    """
    if record and (data or generation is not None):
        raise ConfigError("--record is for the archive as it is now (--state), not for --data.")
    archive = chosen_archive(state, data, generation)
    if record and archive is None:
        raise ConfigError("--record needs an archive: name the folder of the server (--state).")

    matcher = _matcher(embeddings)

    def offered(corpus: Corpus) -> tuple[list[Offer], int]:
        offers = make_offers(
            corpus,
            source,
            target,
            top,
            strategies=strategies,
            score_min=min_score,
            matcher=matcher,
        )
        return offers, _left_out(corpus, source, target)

    with show_steps() as steps:
        steps.begin("Leter etter koblinger")
        offers, left_out = with_corpus(archive, data, generation, offered)
    if format_ == "table":
        print_offers(offers, language)
    else:
        print_records(offer_rows(offers, language), OFFER_COLUMNS, format_)
    stated = sum(offer.suggestion.certain for offer in offers)
    told = {"stated": stated, "suggested": len(offers) - stated}
    click.echo(say("offers" if offers else "none", language, **told), err=True)
    if left_out:
        click.echo(say("settled", language, count=left_out), err=True)
    if record and archive is not None:
        return _record(archive, offers, author or user_name(), language)
    return OK


def _matcher(embeddings: Path | None) -> partial[Matcher]:
    """Return what makes a matcher. Raises ConfigError for a folder without a model."""
    return partial(Matcher, encoder=open_encoder(embeddings) if embeddings else None)


def _left_out(corpus: Corpus, source: str, target: str) -> int:
    """Return how many pairs between these two are not offered again."""
    plan = corpus.find_plan(source)
    targets = {each.iri for each in choose_targets(corpus, target, plan).elements}
    return sum(
        end in targets and (start == plan or corpus.elements[start].plan == plan)
        for start, end in settled_pairs(corpus)
        if start in corpus.elements
    )


def _record(archive: Archive, offers: list[Offer], author: str, language: str) -> int:
    # Only here: pySHACL takes a second to import.
    from rich.console import Console

    from planvev.archive.files import pinned_sources
    from planvev.validation.rendering import render
    from planvev.writes import LocalRunner, Request, ValidationFailed, Writer
    from planvev.writes.suggesting import record_offers

    sources = pinned_sources(resources.data_root())
    writer = Writer(archive, LocalRunner(archive), sources=sources)
    try:
        written = record_offers(writer, offers, Request(author))
    except ValidationFailed as error:
        render(error.report, Console(stderr=True), "en" if language == "en" else "nb")
        click.echo(f"planvev: {say('not-recorded', language)}", err=True)
        return DOES_NOT_CONFORM
    told = {
        "count": len(written.recorded),
        "generation": written.generation,
        "there": len(written.there),
    }
    click.echo(
        say("recorded" if written.recorded else "nothing-recorded", language, **told), err=True
    )
    return OK


@click.command("match")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--column", required=True, help="Name of the column with the texts, or its number.")
@_shared_options
@click.option("--sheet", default="", help="xlsx: name of the sheet; the first where none is named.")
def match_command(
    file: Path,
    column: str,
    target: str,
    top: int,
    strategies: bool,
    format_: str,
    state: Path | None,
    data: Path | None,
    generation: int | None,
    language: str,
    embeddings: Path | None,
    sheet: str,
) -> int:
    """Find the goals that the texts in a column of FILE belong to: CSV, TSV or Excel.

    Rows count from 1 without the header; empty cells give no lines.
    """
    texts = read_column(file, column, sheet)
    matcher = _matcher(embeddings)
    archive = chosen_archive(state, data, generation)

    def matched(corpus: Corpus) -> list[TextMatch]:
        targets = choose_targets(corpus, target, strategies=strategies)
        return list(match_texts(texts, targets, top, matcher=matcher))

    with show_steps() as steps:
        steps.begin("Leter etter treff")
        matches = with_corpus(archive, data, generation, matched)
    if format_ == "table":
        print_matches(matches, language)
    else:
        print_records(match_rows(matches, language), MATCH_COLUMNS, format_)
    rows = len({each.row for each in matches})
    click.echo(say("matched", language, matched=rows, rows=len(texts)), err=True)
    return OK
