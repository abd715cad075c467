"""From a description to what is cited, and the box that says how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from planvev.rdf.formats import Format
from planvev.vocab import DCT, PROV, PV
from planvev.web.citing import CITATION_FORMATS, Citable, cited_as
from planvev.web.description import Description, Ref, Text
from planvev.web.paraphrases import is_paraphrase
from planvev.web.plan_view import period_years

_RECORDS: Final = (PV.Target, PV.Challenge, PV.Mention, PV.Link, PV.Decision)
"""What is said about plans; the body that adopted a plan did not say it."""
_BY: Final = (PROV.wasAttributedTo, PROV.wasAssociatedWith)


@dataclass(frozen=True)
class CitingBox:
    """A citation in each form, with the URL of that form alone."""

    forms: list[tuple[Format, str, str]]


def citable(
    description: Description, title: Text, breadcrumb: list[Ref], accessed: date | None = None
) -> Citable:
    """Return what is cited on the page of a thing."""
    statements = description.statements
    iri = description.iri
    is_plan = statements.is_a(iri, PV.PlanInstrument)
    plan = iri if is_plan else next((r.iri for r in breadcrumb if _is_plan(description, r)), "")
    bodies = statements.iris(plan, PV.body) if plan else []
    if statements.is_a(iri, *_RECORDS):
        plan = ""
        bodies = [who for by in _BY for who in statements.iris(iri, by)]
    kind, number = description.kind_of(iri), description.number_of(iri)
    part = "" if is_plan else f"{kind} {number}".strip()
    return Citable(
        iri=iri,
        part="" if title.text.startswith((part, f"{kind}:")) else part,
        title=title.text,
        container=description.name(plan).text if plan and not is_plan else "",
        body=description.name(bodies[0]).text if bodies else "",
        issued=_issued(description, plan or iri),
        language=title.language if title.language in ("nb", "nn", "no", "en") else "",
        generation=description.generation,
        accessed=accessed,
        in_our_words=is_paraphrase(statements, iri),
    )


def _is_plan(description: Description, ref: Ref) -> bool:
    return description.statements.is_a(ref.iri, PV.PlanInstrument)


def _issued(description: Description, plan: str) -> str:
    """Return when a plan was adopted or issued, or else its period's first year.

    Of a record: when it was made.
    """
    dates = (PV.adoptedOn, DCT.dateAccepted, DCT.issued, PROV.generatedAtTime, PROV.endedAtTime)
    found = description.statements.value(plan, *dates)
    return found.text[:10] if found else period_years(description, plan)[0]


def citing_box(cited: Citable, path: str) -> CitingBox:
    """Return the box of a page; path: of its document."""
    return CitingBox(
        [
            (chosen, cited_as(cited, chosen), f"{path}?format={chosen.name}")
            for chosen in CITATION_FORMATS
        ]
    )
