"""Links recorded and decided on: what is there is looked at, and added to, under one lock.

Nothing is ever taken away. So two people who decide at the same time lose nothing, and the
history of a link is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from planvev.access.roles import Principal, Role
from planvev.archive.manifest import Manifest
from planvev.errors import Forbidden, InputError, ResourceNotFound
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import Outcome
from planvev.linking.records import NewDecision, NewLink
from planvev.writes.link_making import LinkMaker, check_link, decision_on, require_iri, require_text
from planvev.writes.writer import Request, Writer, Written

__all__ = [
    "LinksWritten",
    "decide",
    "decision_on",
    "import_items",
    "record_links",
    "require_iri",
]


@dataclass(frozen=True)
class LinksWritten(Written):
    """What recording or deciding did.

    recorded: IRIs of the links, or of the decisions, that are new; there: those for which there
    was nothing to do. Both in the order in which they were asked for.
    """

    recorded: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


@dataclass
class _Done:
    """What a maker did: IRIs of new links and decisions, and of what was there."""

    recorded: list[str]
    there: list[str]


def record_links(writer: Writer, links: Sequence[NewLink], request: Request) -> LinksWritten:
    """Record links in the plans that they start from, all at once or none.

    A link is recorded once: where one joins the same ends by the same type, wherever it comes from,
    it stays as it is. Raises InputError for a link that cannot be, ResourceNotFound for an end that
    is in no plan, and what ``Writer.update`` raises.
    """
    for link in links:
        check_link(link)

    def make(maker: LinkMaker, done: _Done) -> None:
        for link in links:
            iri, there = maker.record(link)
            (done.there if there else done.recorded).append(iri)

    return _merge(writer, request, request.author, f"record {_count(links)}", make)


def decide(
    writer: Writer, decisions: Sequence[NewDecision], request: Request, who: Principal
) -> LinksWritten:
    """Take decisions in somebody's name, all at once or none; nobody's decision is overwritten.

    A decision that says what its author's standing decision says is not taken again. Raises
    ResourceNotFound for a link that is not there, Forbidden where a reviewer would settle, and
    what ``Writer.update`` raises.
    """
    _may_settle(who, any(each.settle for each in decisions))

    def make(maker: LinkMaker, done: _Done) -> None:
        maker.read([each.link for each in decisions])
        for new in decisions:
            decision = maker.decide(new)
            if decision is None:
                done.there.append(new.link)
            else:
                done.recorded.append(decision.iri)

    outcomes = sorted({each.outcome.value for each in decisions})
    message = f"{' and '.join(outcomes)}: {_count(decisions)}"
    return _merge(writer, request, who.name, message, make)


def import_items(
    writer: Writer,
    items: Sequence[Item],
    request: Request,
    who: Principal,
    *,
    dry_run: bool = False,
) -> LinksWritten:
    """Take in what a file says of links: record what is not there, decide what is decided there.

    All at once or nothing. What the file says of a link as it is here already changes nothing.
    dry_run: commit nothing; the report says whether it would conform. Raises LinkFileRefused with
    the place of each thing that cannot be, and what ``Writer.update`` raises.
    """

    def make(maker: LinkMaker, done: _Done) -> None:
        problems = []
        for item in items:
            try:
                _take_in(item, maker, done)
            except (InputError, ResourceNotFound) as error:
                problems.append(f"{item.where}: {error.message}" if item.where else error.message)
        if problems:
            raise LinkFileRefused(problems)

    message = f"import {_count(items)}"
    return _merge(writer, request, who.name, message, make, dry_run=dry_run)


def _take_in(item: Item, maker: LinkMaker, done: _Done) -> None:
    if item.iri:
        link = maker.history(item.iri).link
        if item.link is None or link.type == item.link.type:
            done.there.append(item.iri)
            _decide_as(item, item.iri, maker, done)
            return
        # Approved as another type: the one that was suggested is not right.
        instead = NewDecision(item.iri, Outcome.REJECTED, item.comment, language=item.language)
        if decision := maker.decide(instead):
            done.recorded.append(decision.iri)
    if item.link is None:
        raise InputError("There is no link here: give its IRI, or both ends and the type.")
    iri, there = maker.record(item.link)
    (done.there if there else done.recorded).append(iri)
    _decide_as(item, iri, maker, done)


def _decide_as(item: Item, iri: str, maker: LinkMaker, done: _Done) -> None:
    if item.outcome is None:
        return
    if not item.decided_here and maker.history(iri).status.value == item.outcome.value:
        return
    decision = maker.decide(NewDecision(iri, item.outcome, item.comment, False, item.language))
    if decision is not None:
        done.recorded.append(decision.iri)


def _merge(
    writer: Writer,
    request: Request,
    author: str,
    message: str,
    make: Callable[[LinkMaker, _Done], None],
    *,
    dry_run: bool = False,
) -> LinksWritten:
    done = _Done([], [])
    require_text(author)

    def merged(manifest: Manifest) -> Mapping[str, bytes]:
        maker = LinkMaker(writer.archive, manifest, author)
        done.recorded, done.there = [], []
        make(maker, done)
        return maker.graphs.merged() if done.recorded else {}

    asked = replace(request, message=request.message or message)
    written = writer.merge_graphs(merged, asked, dry_run=dry_run)
    taken = {each.name: getattr(written, each.name) for each in fields(written)}
    return LinksWritten(**taken, recorded=tuple(done.recorded), there=tuple(done.there))


def _may_settle(who: Principal, settles: bool) -> None:
    if settles and who.role is Role.REVIEWER:
        raise Forbidden(f"«{who.name}» is {who.role}, and may not settle what others decided.")


def _count(things: Sequence[object]) -> str:
    return f"{len(things)} link" + ("" if len(things) == 1 else "s")
