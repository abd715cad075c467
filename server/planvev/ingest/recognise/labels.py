"""The words that number goals, strategies, actions and areas, and the heads of columns."""

from __future__ import annotations

from typing import Final

GOAL_LABELS: Final[dict[str, str]] = {
    "hovedmål": "hovedmal",
    "hovudmål": "hovedmal",
    "hovedmålsetting": "hovedmal",
    "hovudmålsetjing": "hovedmal",
    "main goal": "hovedmal",
    "overordnet mål": "overordnet-mal",
    "overordna mål": "overordnet-mal",
    "overall goal": "overordnet-mal",
    "overarching goal": "overordnet-mal",
    "delmål": "delmal",
    "undermål": "delmal",
    "sub-goal": "delmal",
    "subgoal": "delmal",
    "objective": "",
    "resultatmål": "",
    "effektmål": "",
    "samfunnsmål": "",
    "klimamål": "",
    "langsiktig mål": "",
    "periodemål": "periodemal",
    "målsetting": "",
    "målsetning": "",
    "målsetjing": "",
    "strategisk mål": "",
    "strategic goal": "",
    "strategic objective": "",
    "ambisjon": "",
    "strategic priority": "",
    "priority": "",
    "outcome": "",
    "mål": "",
    "goal": "",
    "aim": "",
}
"""The words that number goals, with the level that they say, "" for none."""
STRATEGY_LABELS: Final = ("delstrategi", "hovedstrategi", "strategi", "strategy")
ACTION_LABELS: Final = ("tiltak", "action", "measure", "aksjon")
AREA_LABELS: Final = (
    "hovedsatsingsområde",
    "hovudsatsingsområde",
    "satsingsområde",
    "satsningsområde",
    "innsatsområde",
    "fokusområde",
    "temaområde",
    "målområde",
    "hovedtema",
    "hovedområde",
    "hovudområde",
    "priority area",
    "focus area",
    "område",
    "tema",
)


COLUMNS: Final[dict[str, str]] = {
    "mål": "goal", "hovedmål": "goal", "hovudmål": "goal", "målsetting": "goal", "goal": "goal",
    "goals": "goal", "objective": "goal", "objectives": "goal", "målsetjing": "goal",
    "overordnet mål": "goal", "overordna mål": "goal", "målsettinger": "goal",
    "delmål": "subgoal", "undermål": "subgoal", "sub-goal": "subgoal", "subgoal": "subgoal",
    "strategi": "strategy", "strategier": "strategy", "strategiar": "strategy",
    "strategy": "strategy", "strategies": "strategy", "slik gjør vi det": "strategy",
    "tiltak": "action", "action": "action", "actions": "action", "measure": "action",
    "measures": "action", "aktivitet": "action", "aktiviteter": "action", "hva": "action",
    "ansvarlig": "responsible", "ansvarleg": "responsible", "ansvar": "responsible",
    "responsible": "responsible", "hvem": "responsible", "kven": "responsible",
    "owner": "responsible",
    "frist": "deadline", "tidsfrist": "deadline", "når": "deadline", "deadline": "deadline",
    "tid": "deadline", "tidsrom": "deadline", "periode": "deadline", "due": "deadline",
    "nr": "number", "nr.": "number", "no.": "number", "nummer": "number", "number": "number",
    "#": "number", "område": "area", "satsingsområde": "area", "innsatsområde": "area",
    "tema": "area", "area": "area",
}  # fmt: skip
"""The heads of columns, in lower case, with what stands below them."""
