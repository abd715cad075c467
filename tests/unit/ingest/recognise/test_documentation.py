"""docs/recognition.md names every rule with its weight, every key of hints, every kind."""

from __future__ import annotations

import re
from pathlib import Path

from planvev.ingest.hints import FACTS, KINDS, LANGUAGES, LEADS
from planvev.ingest.recognise.evidence import RULES

PAGE = (Path(__file__).parents[4] / "docs" / "recognition.md").read_text(encoding="utf-8")


def test_every_rule_stands_in_the_table_with_its_weight() -> None:
    rows = re.findall(r"^\| ([a-z, -]+) \| [a-z -]+ \| ([\d., −]+) \|", PAGE, re.MULTILINE)
    listed = {}
    for names, weights in rows:
        each = [float(weight.replace("−", "-")) for weight in weights.split(", ")]
        for index, name in enumerate(names.split(", ")):
            listed[name] = each[index] if len(each) > 1 else each[0]
    assert listed == {rule.name: rule.weight for rule in RULES}


def test_every_key_of_hints_is_documented() -> None:
    hints = PAGE[PAGE.index("## Hints") :]
    for word in (*FACTS, *KINDS, *LANGUAGES, *LEADS):
        assert re.search(rf"\b{word}\b", hints), word
