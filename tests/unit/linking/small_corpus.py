"""Two invented plans with links between them, for tests of lists and files of links."""

from __future__ import annotations

from decimal import Decimal

from planvev.linking.corpus import Corpus, Plan
from planvev.linking.element import SDG, Element
from planvev.linking.links import Decision, Link, LinkHistory, Outcome

BASE = "https://w3id.org/planvev/id/lilleby/"
OVER = f"{BASE}samfunnsdel-2030"
SECTOR = f"{BASE}temaplan-bekk-2031"
KARI = "https://w3id.org/planvev/id/agent/kari"
OLA = "https://w3id.org/planvev/id/agent/ola"


def corpus() -> Corpus:
    """Return the plans with five links: one of each status, the first of a plan's own goal 1."""
    made = Corpus()
    made.plans = {
        OVER: Plan(OVER, {"nb": "Samfunnsdel 2030–2042"}, "samfunnsdel"),
        SECTOR: Plan(SECTOR, {"nb": "Bekkeplan", "en": "Brook plan"}, "temaplan"),
    }
    elements = [
        Element(OVER, "PlanInstrument", OVER, texts={"nb": "Samfunnsdel 2030–2042"}),
        Element(f"{OVER}/goal/1", "Goal", OVER, "1", {"nb": "Rent vann til alle"}),
        Element(f"{OVER}/goal/2", "Goal", OVER, "2", {"nb": "=Trygg\toppvekst | for alle"}),
        Element(SECTOR, "PlanInstrument", SECTOR, texts={"nb": "Bekkeplan"}),
        Element(f"{SECTOR}/goal/1", "Goal", SECTOR, "1", {"nb": "Bekkene er åpne"}),
        Element(f"{SECTOR}/strategy/1", "Strategy", SECTOR, "1", {"nb": "åpne bekker"}),
        Element(f"{SECTOR}/action/3", "Action", SECTOR, "3", {"nb": "Grave opp rør"}),
        Element(f"{SECTOR}/action/3b", "Action", SECTOR, "3", {"nb": "Grave opp mer"}),
        Element(f"{SDG}6.3", "SdgTarget", SDG, "6.3", {"nb": "Bedre vannkvalitet"}),
    ]
    made.elements = {element.iri: element for element in elements}
    made.links = {history.link.iri: history for history in _histories()}
    return made


def _histories() -> list[LinkHistory]:
    def link(number: int, source: str, target: str, type_: str = "contributesTo") -> Link:
        return Link(
            f"{SECTOR}/link/{number}",
            source,
            target,
            type_,
            "machineSuggestion",
            Decimal("0.80"),
            {"nb": "Samme ord.\n=«vann»", "en": "The same word."},
            ("https://w3id.org/planvev/id/agent/planvev-suggest",),
            "2026-03-01T12:00:00Z",
            method="suggest 1.0",
        )

    def decided(number: int, agent: str, outcome: Outcome, at: int) -> Decision:
        iri = f"{SECTOR}/link/{number}"
        name = agent.rpartition("/")[2].capitalize()
        time = f"2026-03-02T12:00:{at:02d}Z"
        return Decision(f"{iri}/decision/{at}", iri, outcome, agent, time, "Så klart.", name)

    goal, strategy, over = f"{SECTOR}/goal/1", f"{SECTOR}/strategy/1", f"{OVER}/goal/1"
    return [
        LinkHistory(link(1, goal, over)),
        LinkHistory(
            link(2, strategy, over, "implements"), (decided(2, KARI, Outcome.APPROVED, 1),)
        ),
        LinkHistory(link(3, goal, f"{OVER}/goal/2"), (decided(3, KARI, Outcome.REJECTED, 1),)),
        LinkHistory(link(4, goal, f"{SDG}6.3"), (decided(4, OLA, Outcome.WITHDRAWN, 1),)),
        LinkHistory(
            link(5, strategy, f"{OVER}/goal/2", "implements"),
            (decided(5, KARI, Outcome.APPROVED, 1), decided(5, OLA, Outcome.REJECTED, 2)),
        ),
    ]
