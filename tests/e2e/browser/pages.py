"""The main pages: those that are looked at in each language, width and colour scheme."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

PLAN: Final = "/doc/trondheim/samfunnsdel-2009"
PARAPHRASED: Final = "/doc/trondheim/friluftsplan-2017"
SAVED: Final = "/queries/which-strategies-follow-up-a-sub-goal"
COUNTED: Final = """PREFIX pv: <https://w3id.org/planvev/ontology#>
SELECT ?goal (COUNT(?strategy) AS ?strategies) {
  ?strategy pv:pursues ?goal
}
GROUP BY ?goal
ORDER BY DESC(?strategies)
LIMIT 12"""
DESCRIBED: Final = "DESCRIBE <https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6>"
PAGES: Final = {
    "start": "/",
    "plans": "/plans",
    "plan": PLAN,
    "reading-view": f"{PLAN}?view=reading",
    "main-goal": f"{PLAN}/goal/2",
    "goal": f"{PLAN}/goal/2.6",
    "strategy": f"{PLAN}/strategy/2.6.1",
    "target": f"{PLAN}/strategy/4.6.1/target/1",
    "vision": f"{PLAN}/vision",
    "value": f"{PLAN}/value/modig",
    "approach": f"{PLAN}/approach/1",
    "term": f"{PLAN}/term/passivhus",
    "section": f"{PLAN}/section/forord",
    "challenge": f"{PLAN}/section/forord/section/5/challenge/1",
    "link": f"{PLAN}/link/3",
    "instrument": f"{PLAN}/instrument/samfunnsdel",
    "passage": f"{PLAN}/passage/1",
    "paraphrased-plan": PARAPHRASED,
    "reading-view-of-a-paraphrase": f"{PARAPHRASED}?view=reading",
    "paraphrased-goal": f"{PARAPHRASED}/goal/1",
    "development-goals": "/sdg",
    "development-goal": "/sdg/10",
    "development-target": "/sdg/10.2",
    "history": f"/history{PLAN}/goal/2.6",
    "body": "/doc/trondheim",
    "actor": "/doc/actor/universitetet",
    "group": "/doc/group/studenter",
    "instrument-type": "/code/instrument-type/samfunnsdel",
    "codelist": "/code/goal-level",
    "goals": "/goals",
    "instruments": "/instruments",
    "search": "/search?q=barnehage",
    "search-without-hits": "/search?q=xyzzyq",
    "query": "/sparql",
    "query-with-answer": f"/sparql?{urlencode({'query': COUNTED})}",
    "query-with-graph": f"/sparql?{urlencode({'query': DESCRIBED})}",
    "query-with-error": f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p'})}",
    "queries": "/queries",
    "saved-query": SAVED,
    "data": "/data",
    "about": "/about",
    "api": "/api",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "graphs": "/graph",
    "graph": "/graph/shared/actors",
    "dumps": "/dumps",
    "login": "/login",
    "not-found": "/nowhere",
}
"""Name → address. Of each kind of page one."""
