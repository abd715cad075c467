"""How long a thousand elements take against a thousand, and how much memory."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from typing import Final

from bench.figures import Bar, Verdict
from bench.links_sets import pair_cases
from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher

SECONDS_MAX: Final = 10.0
MEMORY_MAX_MIB: Final = 1024.0
SIZE: Final = 1000
_TOP: Final = 10


def speed() -> list[Bar]:
    """Time generated elements, made of the words of the invented plans, with text under each."""
    words = [word for case in pair_cases() for each in case.questions for word in each.text.split()]
    chance = random.Random(7)  # noqa: S311 - no secret
    sources, targets = (_elements(side, words, chance) for side in ("a", "b"))
    start, worked = time.perf_counter(), time.process_time()
    matcher = Matcher(targets, sources=sources)
    for source in sources:
        matcher.match(source, _TOP)
    took, seconds = time.perf_counter() - start, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Bar(
            f"{SIZE:,} elements against {SIZE:,} in under {SECONDS_MAX:g} s of one processor",
            f"{seconds:.1f} s, by the clock {took:.1f} s",
            Verdict.PASS if seconds < SECONDS_MAX else Verdict.FAIL,
        ),
        Bar(
            f"… in under {MEMORY_MAX_MIB:g} MiB, with what else is measured here",
            f"{memory:.0f} MiB",
            Verdict.PASS if memory < MEMORY_MAX_MIB else Verdict.FAIL,
        ),
    ]


def _elements(side: str, words: Sequence[str], chance: random.Random) -> list[Element]:
    return [
        Element(
            f"urn:{side}/{place}",
            "Goal",
            f"urn:{side}",
            texts={"nb": _sentence(chance, words)},
            parents=(f"urn:{side}/{place // 10 * 10}",) if place % 10 else (),
            context=(_sentence(chance, words, 60),),
        )
        for place in range(SIZE)
    ]


def _sentence(chance: random.Random, words: Sequence[str], length: int = 12) -> str:
    return " ".join(chance.choice(words) for _ in range(length))
