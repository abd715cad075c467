"""``planvev import``: a document into a plan's ``adopted`` graph."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from pyoxigraph import NamedNode

from planvev import resources
from planvev.archive.files import read_source
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.errors import ConfigError, SourceError
from planvev.ingest.text.accounting import Account, Span, account_for
from planvev.ingest.text.profile import find_profile, read_profile
from planvev.ingest.text.recognise import recognise
from planvev.ingest.to_rdf import plan_triples
from planvev.ingest.turtle import serialize_turtle

_COMMENT = """\
Generated from the plan's text by `planvev import --as text --profile {profile}`.
Edit {file} beside the text and import again."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as", "format_", type=click.Choice(["text"]), required=True, help="What FILE is.")
@click.option("--profile", required=True, help="Name or file of the profile that reads FILE.")
@click.option("--plan", required=True, metavar="IRI", help="The plan's IRI.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the Turtle goes."
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Where the extraction report goes, as JSON (- for standard output).",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Data root whose sources/ hold the profiles.",
)
def import_command(
    file: Path,
    format_: str,
    profile: str,
    plan: str,
    out: Path | None,
    report: Path | None,
    data: Path | None,
) -> int:
    """Read a plan from FILE and write its adopted graph as Turtle.

    Every character of FILE is accounted for: it belongs to an element, or to a listed piece of
    furniture. Leaves with 1 where one has no owner, or more than one.
    """
    del format_  # text is the only one so far
    node = _plan_node(plan)
    source = read_source(file)
    rules = read_profile(find_profile(profile, (data or resources.data_root()) / "sources"))
    draft = recognise(source, rules)
    account = account_for(draft)
    comment = _COMMENT.format(profile=rules.name, file=rules.path.name)
    turtle = serialize_turtle(plan_triples(draft, node), f"{node.value}/", comment)
    if report is not None:
        content = json.dumps(_as_json(account), ensure_ascii=False, indent=2) + "\n"
        _write(None if str(report) == "-" else report, content.encode())
    _write(out, turtle)
    for line in _summary(account):
        click.echo(line, err=True)
    return OK if account.is_complete else DOES_NOT_CONFORM


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


def _write(path: Path | None, content: bytes) -> None:
    if path is None:
        click.echo(content, nl=False)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path) from None


def _as_json(account: Account) -> dict[str, object]:
    return asdict(account) | {"complete": account.is_complete}


def _summary(account: Account) -> list[str]:
    elements = ", ".join(f"{count} {kind}" for kind, count in account.elements.items())
    furniture = ", ".join(f"{count} {kind}" for kind, count in account.owned_by_furniture.items())
    owned = sum(account.owned_by_elements.values())
    lines = [
        f"Elements: {elements}.",
        f"Characters (white space aside): {account.characters}; in elements {owned}; "
        f"in furniture {sum(account.owned_by_furniture.values())} ({furniture}); "
        f"without owner {_length(account.unowned)}; with several {_length(account.contested)}.",
    ]
    lines += [f"line {span.line}: no owner: «{span.text}»" for span in account.unowned]
    lines += [
        f"line {span.line}: several owners ({'; '.join(span.owners)}): «{span.text}»"
        for span in account.contested
    ]
    return lines


def _length(spans: tuple[Span, ...]) -> int:
    return sum(len("".join(span.text.split())) for span in spans)
