"""The small plan as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.validation.small_plan import SmallPlan


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    """Return a small sound plan in a folder of its own."""
    return SmallPlan(tmp_path / "data")
