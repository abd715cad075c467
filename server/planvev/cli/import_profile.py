"""Import of a text that a profile reads: every character has one owner."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import click
from pyoxigraph import NamedNode

from planvev.archive.files import read_source
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.import_out import write_bytes
from planvev.errors import ConfigError
from planvev.ingest.text.accounting import Account, Span, account_for
from planvev.ingest.text.profile import SUFFIX, Profile, find_profile, read_profile
from planvev.ingest.text.recognise import recognise
from planvev.ingest.to_rdf import plan_triples
from planvev.ingest.turtle import serialize_turtle

_COMMENT = """\
Generated from the plan's text by `planvev import --as text --profile {profile}`.
Edit {file} beside the text and import again."""


def profile_for(
    content: bytes, name: str, format_: str | None, asked: str | None, sources: Path
) -> Profile | None:
    """Return the profile that reads a text: the one asked for, else the one that was made for it.

    sources: the folder of the profiles. None where there is none. Raises ConfigError.
    """
    if asked is not None:
        if format_ not in (None, "text"):
            raise ConfigError(f"--profile is for texts, not for --as {format_}.")
        return read_profile(find_profile(asked, sources))
    if format_ not in (None, "text") or not name.lower().endswith((".txt", ".md")):
        return None
    digest = hashlib.sha256(content).hexdigest()
    for path in sorted(sources.rglob(f"*{SUFFIX}")):
        profile = read_profile(path)
        if profile.source_sha256 == digest:
            return profile
    return None


def import_with_profile(
    file: Path,
    plan: NamedNode,
    rules: Profile,
    out: Path | None,
    report: Path | None,
    *,
    commit: bool,
) -> int:
    """Read a text with its profile and write its adopted graph as Turtle.

    Returns DOES_NOT_CONFORM where a character has no owner, or more than one.
    """
    if commit:
        raise ConfigError(
            "--commit is for drafts. What a profile reads goes into a file (--out), and "
            "«planvev load» takes that in."
        )
    extraction = recognise(read_source(file), rules)
    account = account_for(extraction)
    comment = _COMMENT.format(profile=rules.name, file=rules.path.name)
    turtle = serialize_turtle(plan_triples(extraction, plan), f"{plan.value}/", comment)
    if report is not None:
        content = json.dumps(_as_json(account), ensure_ascii=False, indent=2) + "\n"
        write_bytes(None if str(report) == "-" else report, content.encode())
    write_bytes(out, turtle)
    for line in _summary(account):
        click.echo(line, err=True)
    return OK if account.is_complete else DOES_NOT_CONFORM


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
