"""Targets, challenges, mentions and links as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from planvev.vocab import CODE, OA, PROV, PV, RDFS
from planvev.web import paraphrases, wording
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext
from planvev.web.links_history import attribution, decision_rows
from planvev.web.statements import Value
from planvev.web.views import (
    Finding,
    LinkRow,
    Named,
    NamedInRole,
    Place,
)

_ROLE_ORDER: Final = ("partner", "performer", "beneficiary", "named")
_STATUS_ORDER: Final = tuple(
    CODE[f"link-status/{name}"].value for name in ("approved", "proposed", "disputed")
)
"""Links that hold come first; what was turned down comes last."""


def target_sentence(description: Description, target: str) -> Text:
    """Say a target in plain words: «ned 20 % fra 2008 innen 2018»."""
    statements = description.statements
    value = statements.text(target, PV.targetValue)
    parts = []
    if value:
        unit = wording.unit_text(statements.text(target, PV.unit))
        amount = f"{wording.number_text(value)} {unit}".strip()
        parts.append(_compared(statements.text(target, PV.comparator), amount))
        parts.append(_baseline_words(description, target, unit))
    deadline = statements.text(target, PV.deadline)
    if deadline:
        parts.append(gettext("by %(year)s", year=deadline))
    aim = " ".join(part for part in parts if part)
    indicator = statements.value(target, PV.indicator)
    if indicator is None:
        return Text(aim or description.name(target).text)
    if value:
        return Text(f"{wording.first_upper(indicator.text)}: {aim}", indicator.language)
    remark = gettext("without a number, %(aim)s", aim=aim) if aim else ""
    remark = remark or gettext("without number and deadline")
    return Text(f"{wording.first_upper(indicator.text)} ({remark})", indicator.language)


def _compared(comparator: str, amount: str) -> str:
    """Return an amount with what is to be done about it: «ned 20 %»."""
    return {
        "reducedBy": gettext("down %(amount)s", amount=amount),
        "increasedBy": gettext("up %(amount)s", amount=amount),
        "atLeast": gettext("at least %(amount)s", amount=amount),
        "atMost": gettext("at most %(amount)s", amount=amount),
    }.get(comparator.rpartition("/")[2], amount)


def _baseline_words(description: Description, target: str, unit: str) -> str:
    year = description.statements.text(target, PV.baselineYear)
    value = description.statements.text(target, PV.baselineValue)
    amount = f"{wording.number_text(value)} {unit}".strip()
    if value and year:
        return gettext("from %(amount)s in %(year)s", amount=amount, year=year)
    if value or year:
        return gettext("from %(what)s", what=amount if value else year)
    return ""


def quotes_of(description: Description, finding: str) -> list[Text]:
    """Return the words of the source that a finding rests on, on one line each."""
    statements = description.statements
    quotes = []
    for passage in sorted(statements.iris(finding, PV.passage)):
        for selector in statements.iris(passage, OA.hasSelector):
            exact = statements.text(selector, OA.exact)
            if exact:
                quotes.append(Text(" ".join(exact.split()), "nb"))
    return quotes


def findings(description: Description, kind: str, subjects: Iterable[str]) -> list[Finding]:
    """Return the targets or challenges about the subjects. kind: the IRI of the class."""
    statements = description.statements
    found = []
    for subject in subjects:
        for finding in statements.subjects(PV.about, subject):
            if kind not in statements.types(finding):
                continue
            reason = statements.value(finding, PV.reason)
            sentence = (
                target_sentence(description, finding)
                if kind == PV.Target.value
                else _label(description, finding)
            )
            found.append(
                Finding(
                    description.ref(finding),
                    sentence,
                    quotes_of(description, finding),
                    text_of(reason) if reason else None,
                    description.ref(subject) if subject != description.iri else None,
                    paraphrases.sources(description, finding),
                )
            )
    return found


def _label(description: Description, finding: str) -> Text:
    label: Value | None = description.statements.value(finding, RDFS.label)
    return text_of(label) if label else description.name(finding)


def mentions(description: Description, subjects: Iterable[str]) -> list[NamedInRole]:
    """Return who is named in the subjects, by role."""
    statements = description.statements
    records = [
        (statements.text(mention, PV.role), named, subject, mention)
        for subject in subjects
        for mention in statements.subjects(PV.about, subject)
        if statements.is_a(mention, PV.Mention)
        for named in statements.iris(mention, PV.mentioned)
    ]
    return _by_role(description, records)


def mentioned_in(description: Description) -> list[NamedInRole]:
    """Return where the page's actor or group is named, by role: elements in the place of names."""
    statements = description.statements
    records = []
    for mention in statements.subjects(PV.mentioned, description.iri):
        for about in statements.iris(mention, PV.about):
            records.append((statements.text(mention, PV.role), about, about, mention))
    return _by_role(description, records)


def _by_role(
    description: Description, records: list[tuple[str, str, str, str]]
) -> list[NamedInRole]:
    """Group (role, named, place, mention) by role, then by who is named."""
    roles: dict[str, dict[str, list[Place]]] = {}
    for role, named, place, mention in records:
        places = roles.setdefault(role, {}).setdefault(named, [])
        places.append(Place(description.ref(place), quotes_of(description, mention)))
    ordered = sorted(roles, key=_role_rank)
    return [
        NamedInRole(
            description.name(role) if role else Text(gettext("without a role")),
            [
                Named(ref, roles[role][ref.iri])
                for ref in sorted(description.refs(roles[role]), key=_by_number_and_name)
            ],
        )
        for role in ordered
    ]


def _role_rank(role: str) -> tuple[int, str]:
    code = role.rpartition("/")[2]
    return (_ROLE_ORDER.index(code) if code in _ROLE_ORDER else len(_ROLE_ORDER)), role


def _by_number_and_name(ref: Ref) -> tuple[str, str]:
    return ref.number, ref.text.text.casefold()


def links(description: Description, parts: Iterable[str] = ()) -> list[LinkRow]:
    """Return the links that join the page's thing to others, outgoing first, then by status.

    parts: of the page's thing, whose links come after its own.
    """
    statements = description.statements
    found = []
    for joined in (description.iri, *parts):
        for here, there, outgoing in (
            (PV.linkSource, PV.linkTarget, True),
            (PV.linkTarget, PV.linkSource, False),
        ):
            at_hand = statements.subjects(here, joined)
            for link in sorted(at_hand, key=lambda one: _status_rank(description, one)):
                others = statements.iris(link, there)
                types = statements.iris(link, PV.linkType)
                if others and types:
                    row = _link_row(description, link, types[0], others[0], outgoing)
                    is_part = joined != description.iri
                    found.append(replace(row, here=description.ref(joined)) if is_part else row)
    return found


def _status_rank(description: Description, link: str) -> int:
    status = description.statements.text(link, PV.linkStatus)
    return _STATUS_ORDER.index(status) if status in _STATUS_ORDER else len(_STATUS_ORDER)


def _link_row(
    description: Description, link: str, kind: str, other: str, outgoing: bool
) -> LinkRow:
    statements = description.statements
    status = statements.text(link, PV.linkStatus)
    reason = statements.value(link, PV.reason)
    basis = statements.text(link, PV.linkBasis)
    plans = statements.iris(other, PV.partOf)
    return LinkRow(
        description.ref(link),
        description.ref(kind),
        description.ref(other),
        outgoing,
        description.name(basis) if basis else Text(""),
        description.name(status) if status else None,
        text_of(reason) if reason else None,
        wording.number_text(statements.text(link, PV.confidence)),
        attribution(description, link, PROV.wasAttributedTo, PROV.generatedAtTime),
        decision_rows(description, link),
        description.ref(plans[0]) if plans else None,
    )
