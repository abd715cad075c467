"""What the commands that list links and change them share: options, words, the commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from planvev import resources
from planvev.archive.archive import Archive
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.options import archive_in
from planvev.linking.corpus import Corpus
from planvev.linking.element import SDG
from planvev.linking.links import BASES, TYPES, Status
from planvev.linking.listing import LinkFilter
from planvev.settings import default_state

if TYPE_CHECKING:
    from planvev.writes import Writer
    from planvev.writes.linking import LinksWritten

Command = TypeVar("Command", bound=Callable[..., Any])
LANGUAGES: Final = ("nb", "nn", "en")
_WORDS: Final = {
    "nothing": {
        "nb": "Ingenting å endre.",
        "nn": "Ingenting å endre.",
        "en": "Nothing to change.",
    },
    "done": {
        "nb": "{count} lagret i generasjon {generation}; {there} var slik fra før.",
        "nn": "{count} lagra i generasjon {generation}; {there} var slik frå før.",
        "en": "{count} recorded in generation {generation}; {there} were so before.",
    },
    "would": {
        "nb": "{count} ville blitt lagret; {there} er slik fra før. Ingenting er endret.",
        "nn": "{count} ville blitt lagra; {there} er slik frå før. Ingenting er endra.",
        "en": "{count} would be recorded; {there} are so already. Nothing was changed.",
    },
    "refused": {
        "nb": "Endringen følger ikke reglene. Ingenting er lagret.",
        "nn": "Endringa følgjer ikkje reglane. Ingenting er lagra.",
        "en": "The change does not conform. Nothing was recorded.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """Return a message in a language: nb, nn or en."""
    return _WORDS[key][language].format(**values)


def language_option(command: Command) -> Command:
    """Give a command ``--language``."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default="nb",
        show_default=True,
        help="Of labels, headings and messages.",
    )(command)


def archive_option(command: Command) -> Command:
    """Give a command ``--state`` for an archive that must be there."""
    return click.option(
        "--state",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="PLANVEV_STATE",
        help="Folder of the archive.  [PLANVEV_STATE; default: as planvev serve]",
    )(command)


def filter_options(command: Command) -> Command:
    """Give a command the options that choose links."""
    for option in reversed(
        (
            click.option("--plan", default="", help="Links from this plan: IRI, or its end."),
            click.option(
                "--target-plan", default="", help="Links to this plan; «sdg» for the UN's goals."
            ),
            click.option(
                "--status",
                "statuses",
                multiple=True,
                type=click.Choice([each.value for each in Status]),
                help="May be given several times, as the next two.",
            ),
            click.option("--type", "types", multiple=True, type=click.Choice(TYPES)),
            click.option("--basis", "bases", multiple=True, type=click.Choice(BASES)),
            click.option("--text", default="", help="Words in the texts of ends or reasons."),
        )
    ):
        command = option(command)
    return command


def filter_of(
    corpus: Corpus,
    plan: str,
    target_plan: str,
    statuses: tuple[str, ...],
    types: tuple[str, ...],
    bases: tuple[str, ...],
    text: str,
) -> LinkFilter:
    """Return what the options choose. Raises PlanNotFound."""
    return LinkFilter(
        corpus.find_plan(plan) if plan else "",
        _target(corpus, target_plan),
        frozenset(map(Status, statuses)),
        frozenset(types),
        frozenset(bases),
        text,
    )


def _target(corpus: Corpus, wanted: str) -> str:
    if not wanted:
        return ""
    return SDG if wanted.casefold() == "sdg" else corpus.find_plan(wanted)


def open_archive(state: Path | None) -> Archive:
    """Return the archive of a server. Raises ConfigError where there is none."""
    return archive_in(state or default_state())


def change_links(
    archive: Archive,
    language: str,
    make: Callable[[Writer], LinksWritten],
    *,
    dry_run: bool = False,
) -> int:
    """Make a change in an archive, say what came of it, and return the exit code."""
    # Only here: pySHACL takes a second to import.
    from rich.console import Console

    from planvev.archive.files import pinned_sources
    from planvev.validation.rendering import render
    from planvev.writes import LocalRunner, ValidationFailed, Writer

    sources = pinned_sources(resources.data_root())
    writer = Writer(archive, LocalRunner(archive), sources=sources)
    shown = "en" if language == "en" else "nb"
    try:
        written = make(writer)
    except ValidationFailed as error:
        render(error.report, Console(stderr=True), shown)
        click.echo(f"planvev: {say('refused', language)}", err=True)
        return DOES_NOT_CONFORM
    if written.report is not None and written.report.results:
        render(written.report, Console(stderr=True), shown)
    if dry_run and written.report is not None and not written.report.conforms:
        click.echo(f"planvev: {say('refused', language)}", err=True)
        return DOES_NOT_CONFORM
    told = {"count": len(written.recorded), "there": len(written.there)}
    key = "would" if dry_run else "done" if written.recorded else "nothing"
    click.echo(say(key, language, generation=written.generation, **told), err=True)
    return OK
