"""How much memory a server takes: of all its processes together, what they share counted once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def memory_mib(pids: Iterable[int]) -> float:
    """Return the proportional set size (PSS) of processes together; of those that are gone, 0."""
    return sum(_pss_kib(pid) for pid in pids) / 1024


def _pss_kib(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
