"""From a file's bytes to a draft: what bounds all formats together."""

from __future__ import annotations

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.limits import ELEMENTS_MAX
from planvev.ingest.pipeline import make_draft

GOAL = b"<Goal><Name>Bekk</Name></Goal>"


@pytest.mark.parametrize(("goals", "is_read"), [(ELEMENTS_MAX, True), (ELEMENTS_MAX + 1, False)])
def test_a_file_of_more_elements_than_a_plan_can_have_is_refused(goals: int, is_read: bool) -> None:
    content = b"<StrategicPlan><StrategicPlanCore>%s</StrategicPlanCore></StrategicPlan>"
    if is_read:
        assert len(make_draft(content % (GOAL * goals), "plan.xml").rows) == goals
        return
    with pytest.raises(DocumentRefused) as caught:
        make_draft(content % (GOAL * goals), "plan.xml")
    assert caught.value.reason == "too-many-elements"
    assert caught.value.arguments == (str(ELEMENTS_MAX),)
