"""What a StratML file says of the plan itself: whose it is, for when, where it is published."""

from __future__ import annotations

from planvev.ingest.draft import Doubt
from planvev.ingest.stratml.emptiness import says
from planvev.ingest.stratml.findings import year_in
from planvev.ingest.stratml.names import CONTACT
from planvev.ingest.stratml.reading import Reading
from planvev.ingest.stratml.tree import Node

FACTS = frozenset(
    {
        "StartDate",
        "EndDate",
        "PublicationDate",
        "Source",
        "Effective",
        "Expires",
        "Created",
        "LastModified",
    }
)
"""Elements that say something of the plan as a whole, outside of its goals."""
_META = {"PublicationDate": "published", "Created": "created", "LastModified": "modified"}
_START = frozenset({"StartDate", "Effective"})
_END = frozenset({"EndDate", "Expires"})


def read_administration(reading: Reading, node: Node) -> None:
    """Read the facts in an AdministrativeInformation; contact data is set aside."""
    for child in node.walk():
        if not child.place:
            continue
        if child.key in FACTS:
            read_fact(reading, child)
        elif child.key == "Identifier" and says(child):
            reading.meta.setdefault("identifier", reading.set_aside(child, "identifier"))
        else:
            reading.set_aside(child, "administration" if says(child) else "placeholder")


def read_fact(reading: Reading, node: Node) -> None:
    """Read one fact about the plan. The first of a kind counts; publishing is not adopting."""
    if not says(node):
        reading.set_aside(node, "placeholder")
        return
    words = reading.set_aside(node, "fact")
    if node.key == "Source":
        reading.facts.source = reading.facts.source or words
    elif node.key in _START:
        reading.facts.start_year = reading.facts.start_year or year_in(words)
    elif node.key in _END:
        reading.facts.end_year = reading.facts.end_year or year_in(words)
    else:
        reading.meta.setdefault(_META[node.key], words)


def read_title(reading: Reading, node: Node) -> None:
    """Take the plan's name as its title."""
    reading.facts.title = reading.set_aside(node, "fact")


def read_body(reading: Reading, node: Node) -> bool:
    """Take an organisation's name as the plan's body; False where there is one already."""
    names = [name for name in node.named("Name") if name.said]
    if reading.facts.body or not names:
        return False
    reading.facts.body = reading.set_aside(names[0], "fact")
    for acronym in node.named("Acronym"):
        if says(acronym):
            reading.meta.setdefault("acronym", reading.set_aside(acronym, "fact"))
    return True


def name_after_body(reading: Reading) -> None:
    """Give a plan without a name that of its body, with a doubt."""
    facts = reading.facts
    if not facts.title and facts.body:
        facts.title = facts.body
        facts.doubts.append(Doubt("fact-guessed", ("Tittel", facts.body)))


def is_contact(node: Node) -> bool:
    """Whether an element tells how a person or an office is reached: no part of the plan."""
    return node.key in CONTACT
