"""The history of a link: who decided what, when and why, and which of it counts."""

from __future__ import annotations

from pyoxigraph import NamedNode

from planvev.linking.links import Decision, Outcome, standing
from planvev.vocab import PROV, PV, RDFS
from planvev.web import wording
from planvev.web.description import Description, Text, text_of
from planvev.web.language import gettext
from planvev.web.statements import Statements
from planvev.web.views import Attribution, DecisionRow


def decision_rows(description: Description, link: str) -> list[DecisionRow]:
    """Return the decisions on a link, the latest first."""
    statements = description.statements
    found = statements.subjects(PV.decides, link)
    found.sort(key=lambda one: statements.text(one, PROV.endedAtTime), reverse=True)
    counting = {each.iri for each in standing(_decision(one, link, statements) for one in found)}
    rows = []
    for decision in found:
        comment = statements.value(decision, RDFS.comment)
        settled = statements.iris(decision, PV.settles)
        rows.append(
            DecisionRow(
                description.ref(decision),
                outcome_text(description, decision),
                decided_by(description, decision),
                text_of(comment) if comment else None,
                [(outcome_text(description, o), decided_by(description, o)) for o in settled],
                decision in counting,
            )
        )
    return rows


def decided_by(description: Description, decision: str) -> Attribution:
    """Return who took a decision, and when."""
    return attribution(description, decision, PROV.wasAssociatedWith, PROV.endedAtTime)


def outcome_text(description: Description, decision: str) -> Text:
    """Return what a decision went out on, in words."""
    outcome = description.statements.text(decision, PV.outcome)
    return description.name(outcome) if outcome else Text("")


def attribution(
    description: Description, iri: str, agent: NamedNode, time: NamedNode
) -> Attribution:
    """Return who did something, and when. agent, time: the properties that say so."""
    agents = description.refs(description.statements.iris(iri, agent))
    when = description.statements.text(iri, time)
    return Attribution(agents[0] if agents else None, wording.date_text(when) if when else "")


def record_title(description: Description, iri: str, kind: str) -> str:
    """Return a link or a decision in words; "" for what is neither, or lacks an end."""
    statements = description.statements
    if statements.is_a(iri, PV.Decision):
        who = decided_by(description, iri).agent
        told = (outcome_text(description, iri).text, who.text.text if who else "")
        return ": ".join(filter(None, (kind, ", ".join(filter(None, told)))))
    return _link_title(description, iri) if statements.is_a(iri, PV.Link) else ""


def _link_title(description: Description, link: str) -> str:
    statements = description.statements
    ends = [statements.iris(link, end) for end in (PV.linkSource, PV.linkTarget)]
    types = statements.iris(link, PV.linkType)
    if not all(ends) or not types:
        return ""
    source, target = (wording.shortened(_end_text(description, end[0]), 70) for end in ends)
    return gettext(
        "«%(source)s» %(type)s «%(target)s»",
        source=source,
        type=description.name(types[0]).text,
        target=target,
    )


def _end_text(description: Description, iri: str) -> str:
    number = description.number_of(iri)
    return f"{number} {description.name(iri).text}".strip()


def _decision(iri: str, link: str, statements: Statements) -> Decision:
    code = statements.text(iri, PV.outcome).rpartition("/")[2]
    agents = statements.iris(iri, PROV.wasAssociatedWith)
    return Decision(
        iri,
        link,
        Outcome(code) if code in set(Outcome) else Outcome.REOPENED,
        agents[0] if agents else iri,
        statements.text(iri, PROV.endedAtTime),
        settles=tuple(statements.iris(iri, PV.settles)),
    )
