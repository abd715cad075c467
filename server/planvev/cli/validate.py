"""``planvev validate``: check plan data, and say what is wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import click
from rich.console import Console

from planvev.rdf.formats import TURTLE
from planvev.resources import data_root
from planvev.validation import ValidationReport, validate_paths
from planvev.validation.coverage import coverage_paths
from planvev.validation.rendering import render
from planvev.validation.report import merge
from planvev.validation.report_graph import serialize_report

SPINNER_AFTER_S = 1.0
_WORKING = {"nb": "Kontrollerer …", "en": "Validating …"}


@click.command("validate")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="A table for people, JSON, or a SHACL report in Turtle.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["nb", "en"]),
    default="nb",
    show_default=True,
    help="The language of the table.",
)
@click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The data root in whose context files outside any data root are validated. "
    "Default: the data that come with planvev.",
)
@click.option(
    "--coverage",
    is_flag=True,
    help="Warn too of overarching goals that no approved link follows up, and of goals of other "
    "plans that lead to no overarching goal.",
)
@click.pass_context
def validate_command(
    context: click.Context,
    paths: tuple[Path, ...],
    form: str,
    as_json: bool,
    language: str,
    data: Path | None,
    coverage: bool,
) -> None:
    """Validate RDF files, or all RDF files of a folder, against the shapes of planvev.

    Exit code 0: the data conform (there may be warnings); 1: they do not; 2: a file cannot be
    read or does not parse.
    """
    with _spinner(language):
        report = validate_paths(paths, data or data_root())
        if coverage:
            report = merge((report, coverage_paths(paths, data or data_root())))
    _print(report, "json" if as_json else form, language)
    context.exit(0 if report.conforms else 1)


def _print(report: ValidationReport, form: str, language: str) -> None:
    """Print the report to standard output in one of its forms."""
    if form == "json":
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    elif form == "turtle":
        click.echo(serialize_report(report, TURTLE), nl=False)
    else:
        render(report, Console(), language)


@contextmanager
def _spinner(language: str) -> Iterator[None]:
    """Show on standard error that work goes on, if it is a terminal and it takes over a second."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(_WORKING[language]) as status:
        status.stop()
        timer = Timer(SPINNER_AFTER_S, status.start)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
