"""``planvev links approve|reject|withdraw|reopen``: decisions on links, in somebody's name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from planvev.access.roles import Principal, Role
from planvev.cli.links_data import with_corpus
from planvev.cli.links_state import archive_option, change_links, language_option, open_archive
from planvev.cli.options import user_name
from planvev.errors import InputError
from planvev.linking.corpus import Corpus
from planvev.linking.links import Outcome
from planvev.linking.records import NewDecision

_STANDARD_INPUT: Final = "-"
_BYTE_ORDER_MARK: Final = "\ufeff"
"""What some programs put before what they write."""
_LINKS_MAX: Final = 20_000


def _command(name: str, outcome: Outcome, help_text: str) -> click.Command:
    @click.command(name, help=help_text)
    @click.argument("links", nargs=-1, required=True, metavar="LINK…")
    @click.option("--comment", default="", help="Why.")
    @click.option("--as", "as_", help="Who decides.  [default: the name of who runs the command]")
    @click.option(
        "--settle", is_flag=True, help="Set what others decided aside, so that this holds."
    )
    @archive_option
    @language_option
    def command(
        links: tuple[str, ...],
        comment: str,
        as_: str | None,
        settle: bool,
        state: Path | None,
        language: str,
    ) -> int:
        return _decide(
            links, outcome, comment, (as_ or "").strip() or user_name(), settle, state, language
        )

    return command


_LINKS_HELP: Final = (
    "\n\nLINK is the IRI of a link or its end (trondheim/x/link/1); - reads them from standard "
    "input, one on each line. All are decided at once, or none."
)
approve_command = _command(
    "approve", Outcome.APPROVED, "Decide that links are right and hold." + _LINKS_HELP
)
reject_command = _command(
    "reject",
    Outcome.REJECTED,
    "Decide that links are not right; they are not suggested again." + _LINKS_HELP,
)
withdraw_command = _command(
    "withdraw",
    Outcome.WITHDRAWN,
    "Decide that links no longer hold, without being wrong." + _LINKS_HELP,
)
reopen_command = _command(
    "reopen", Outcome.REOPENED, "Take your own decisions on links back." + _LINKS_HELP
)


def _decide(
    links: Sequence[str],
    outcome: Outcome,
    comment: str,
    name: str,
    settle: bool,
    state: Path | None,
    language: str,
) -> int:
    archive = open_archive(state)
    named = list(_named(links))
    iris = with_corpus(archive, None, None, lambda corpus: find_links(corpus, named))
    decisions = [NewDecision(iri, outcome, comment, settle, language) for iri in iris]
    from planvev.writes import Request
    from planvev.writes.linking import decide

    who = Principal(name, Role.ADMIN)
    return change_links(
        archive, language, lambda writer: decide(writer, decisions, Request(name), who)
    )


def _named(links: Sequence[str]) -> list[str]:
    """Return the links that are named, those on standard input too, each once, in their order."""
    named: list[str] = []
    for link in links:
        if link == _STANDARD_INPUT:
            lines = (line.strip().removeprefix(_BYTE_ORDER_MARK) for line in sys.stdin)
            named += [line for line in lines if line]
        else:
            named.append(link)
    if len(named) > _LINKS_MAX:
        raise InputError(f"These are {len(named)} links; at most {_LINKS_MAX} go at once.")
    return list(dict.fromkeys(named))


def find_links(corpus: Corpus, named: Sequence[str]) -> list[str]:
    """Return the IRIs of links. named: IRIs, or their ends. Raises InputError that names all."""
    by_end = {iri.partition("/id/")[2]: iri for iri in corpus.links}
    found, missing = [], []
    for name in named:
        tail = name.strip("<>/ ")
        iri = tail if tail in corpus.links else by_end.get(tail.removeprefix("id/"))
        if iri is None:
            missing.append(name)
        else:
            found.append(iri)
    if missing:
        listed = "".join(f"\n  {name}" for name in missing[:20])
        raise InputError(f"There are no such links; «planvev links list» shows them:{listed}")
    return list(dict.fromkeys(found))
