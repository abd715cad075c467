"""A strict reader of Prometheus' text format 0.0.4, from its documentation.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
HELP = re.compile(rf"# HELP ({NAME}) ((?:[^\\\n]|\\[\\n])*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram|summary|untyped)")
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)(?: -?[0-9]+)?")
PAIR = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
Labels = frozenset[tuple[str, str]]


@dataclass
class Metric:
    kind: str = ""
    help: str = ""
    samples: dict[Labels, float] = field(default_factory=dict)

    def value(self, **labels: str) -> float:
        return self.samples[frozenset(labels.items())]


def read(text: str) -> dict[str, Metric]:
    """Return the metrics by name. Raises AssertionError that names the line that is wrong."""
    assert text.endswith("\n")
    metrics: dict[str, Metric] = {}
    current = ""
    for line in text.removesuffix("\n").split("\n"):
        told = HELP.fullmatch(line)
        if told:
            assert told[1] not in metrics, f"a second HELP: {line}"
            metrics[told[1]] = Metric(help=told[2])
            current = told[1]
            continue
        typed = TYPE.fullmatch(line)
        if typed:
            metric = metrics[typed[1]]
            assert typed[1] == current, f"TYPE of another metric: {line}"
            assert not metric.kind, f"a second TYPE: {line}"
            assert not metric.samples, f"TYPE after samples: {line}"
            metric.kind = typed[2]
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, f"neither HELP, TYPE nor sample: {line}"
        assert sample[1] == current, f"a sample among those of {current}: {line}"
        labels = _labels(sample[2] or "")
        assert labels not in metrics[current].samples, f"twice: {line}"
        metrics[current].samples[labels] = float(sample[3])
    for name, metric in metrics.items():
        assert metric.kind, f"{name} has no TYPE"
        assert metric.samples, f"{name} has no samples"
        assert (metric.kind == "counter") == name.endswith("_total"), name
    return metrics


def _labels(text: str) -> Labels:
    pairs = [(name, _plain(value)) for name, value in PAIR.findall(text)]
    assert len({name for name, _ in pairs}) == len(pairs), f"a label twice: {text}"
    return frozenset(pairs)


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
