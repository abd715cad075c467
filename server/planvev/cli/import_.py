"""``planvev import``: a document into a draft, a draft into a plan's graphs."""

from __future__ import annotations

from pathlib import Path

import click
from pyoxigraph import NamedNode

from planvev import resources
from planvev.cli.dataset import show_steps
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.import_facts import facts_options, with_facts
from planvev.cli.import_out import draft_content, graphs_content, write_bytes, write_data_root
from planvev.cli.import_profile import import_with_profile, profile_for
from planvev.cli.import_report import (
    difference_lines,
    links_without_end,
    not_taken_in,
    report_as_json,
    summary,
    taken_in,
)
from planvev.cli.options import user_name
from planvev.errors import ConfigError, DocumentRefused
from planvev.ingest.checking import CONTRADICTIONS, check_draft, faults
from planvev.ingest.confined import draft_in_subprocess, table_in_subprocess
from planvev.ingest.draft import Draft
from planvev.ingest.formats import FORMATS
from planvev.ingest.graphs import plan_graphs
from planvev.ingest.hints import Hints, read_hints
from planvev.ingest.refusals import refusal_in
from planvev.ingest.uploads import read_upload
from planvev.settings import default_state

LANGUAGES = ["nb", "nn", "en"]


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plan", required=True, metavar="IRI", help="The plan's IRI: …/id/BODY/PLAN.")
@click.option(
    "--as",
    "format_",
    type=click.Choice(FORMATS),
    help="What FILE is; by its content and its name where this is left out.",
)
@click.option("--profile", help="Name or file of the profile that reads a text.")
@click.option(
    "--hints",
    "hints_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What you know better than the rules: a TOML file (docs/recognition.md).",
)
@click.option(
    "--draft",
    "edited",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Go on with a draft of FILE that was saved and edited (.json, .xlsx, .csv).",
)
@click.option(
    "--save-draft",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the draft goes, to be checked and edited (.json, .xlsx, .csv).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where the plan goes: .ttl for the adopted graph, .trig or .nq for all its graphs, a "
    "folder for a data root.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Where the account goes, as JSON (- for standard output).",
)
@click.option(
    "--commit", is_flag=True, help="Take the plan into the archive (--state), as one generation."
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PLANVEV_STATE",
    default=default_state,
    help="Folder of the archive, for --commit.  [default: as planvev serve]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="PLANVEV_DATA",
    help="Data root whose sources/ hold the profiles and the pinned texts.  [PLANVEV_DATA]",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="nb",
    show_default=True,
    help="The language of messages.",
)
@facts_options
def import_command(
    file: Path,
    plan: str,
    format_: str | None,
    profile: str | None,
    hints_file: Path | None,
    edited: Path | None,
    save_draft: Path | None,
    out: Path | None,
    report: Path | None,
    commit: bool,
    state: Path,
    data: Path | None,
    language: str,
    **facts: str | None,
) -> int:
    """Read a plan from FILE: a text, Word, PDF, Excel, CSV or StratML file.

    FILE becomes a draft: goals, strategies, actions and the text around them, with every doubt at
    its place. Every block of FILE is accounted for; what has no place is listed. A draft can be
    saved as a table, edited, and gone on with (--draft). From it the plan's graphs are made: as
    files (--out), or in the archive of a server (--commit), validated.

    A text for which there is a profile is read with it, character by character (docs/profiles.md).

    Leaves with 1 where something must be mended first, or the plan does not conform.
    """
    node = _plan_node(plan)
    try:
        content = read_upload(file)
        sources = (data or resources.data_root()) / "sources"
        rules = None if edited else profile_for(content, file.name, format_, profile, sources)
        if rules is not None:
            return import_with_profile(file, node, rules, out, report, commit=commit)
        hints = read_hints(hints_file) if hints_file else Hints()
        with show_steps() as steps:
            steps.begin("Leser dokumentet")
            draft = draft_in_subprocess(content, file.name, format_, hints)
        if edited:
            draft = _edited(draft, edited)
    except DocumentRefused as error:
        message = refusal_in(error, language)
        raise DocumentRefused(message, error.name, error.reason, error.arguments) from None
    draft = with_facts(draft, facts)
    check_draft(draft)
    return _deliver(draft, node, language, save_draft, out, report, commit, state, data)


def _edited(draft: Draft, edited: Path) -> Draft:
    """Return the draft as a person edited it; its table stands beside the document it is of."""
    from planvev.ingest.serial import read_draft

    content = read_upload(edited)
    if edited.suffix.lower() != ".json":
        return table_in_subprocess(draft, content, edited.name)
    saved = read_draft(content, edited.name)
    if saved.document.sha256 != draft.document.sha256:
        raise ConfigError(
            f"--draft {edited}: it is a draft of another text than {draft.document.name} "
            f"(SHA-256 {saved.document.sha256}, not {draft.document.sha256})."
        )
    return saved


def _deliver(
    draft: Draft,
    plan: NamedNode,
    language: str,
    save_draft: Path | None,
    out: Path | None,
    report: Path | None,
    commit: bool,
    state: Path,
    data: Path | None,
) -> int:
    """Write all that was asked for; return the exit code."""
    if save_draft is not None:
        write_bytes(save_draft, draft_content(draft, save_draft, language))
    if report is not None:
        write_bytes(None if str(report) == "-" else report, report_as_json(draft))
    for line in summary(draft, language):
        click.echo(line, err=True)
    found = faults(draft)
    if any(doubt.code in CONTRADICTIONS for _, doubt in found):
        return DOES_NOT_CONFORM  # of such a table no plan can be made
    to_standard_output = out is None and not (save_draft or report or commit)
    if out is not None and (out.is_dir() or not out.suffix):
        write_data_root(plan_graphs(draft, plan.value), draft, out)
    elif out is not None or to_standard_output:
        write_bytes(out, graphs_content(plan_graphs(draft, plan.value), out))
    if any(row is not None for row, _ in found) or (commit and found):
        return DOES_NOT_CONFORM
    return _commit(draft, plan, language, state, data) if commit else OK


def _commit(draft: Draft, plan: NamedNode, language: str, state: Path, data: Path | None) -> int:
    # Only here: pySHACL takes a second to import.
    from rich.console import Console

    from planvev.archive.archive import Archive
    from planvev.archive.files import pinned_sources
    from planvev.validation.rendering import render
    from planvev.writes import LocalRunner, Request, ValidationFailed, Writer
    from planvev.writes.importing import commit_import, existing_plan, linked_ends

    archive = Archive(state)
    sources = pinned_sources(data or resources.data_root())
    writer = Writer(archive, LocalRunner(archive), sources=sources)
    asked = Request(user_name(), f"import {plan.value} from {draft.document.name}")
    made = plan_graphs(draft, plan.value, existing_plan(writer, plan.value))
    for line in difference_lines(made, language):
        click.echo(line, err=True)
    try:
        written = commit_import(writer, draft, plan.value, asked)
    except ValidationFailed as error:
        render(error.report, Console(stderr=True), "en" if language == "en" else "nb")
        for line in links_without_end(made, linked_ends(writer), language):
            click.echo(line, err=True)
        click.echo(f"planvev: {not_taken_in(language)}", err=True)
        return DOES_NOT_CONFORM
    click.echo(taken_in(written.generation, plan.value, language))
    return OK


def _plan_node(plan: str) -> NamedNode:
    try:
        node = NamedNode(plan)
    except ValueError as error:
        raise ConfigError(f"--plan {plan}: {error}") from None
    if not plan.startswith(("http://", "https://")) or plan.endswith("/") or set(plan) & set("#?"):
        raise ConfigError(
            f"--plan {plan}: give an http or https IRI without «#» and «?», not ending in «/»"
        )
    return node
