"""Drafts: whose they are, their versions, and what one person may keep."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planvev.access.drafts import DRAFTS_MAX, VERSIONS_MAX, DraftInfo, Drafts, State
from planvev.errors import InputError, PreconditionFailed

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "state", lambda: NOW)


def there(drafts: Drafts, draft_id: str, owner: str = "kari") -> DraftInfo:
    info = drafts.find(draft_id, owner)
    assert info
    return info


def made(drafts: Drafts, owner: str = "kari", rest: str = "[1]") -> DraftInfo:
    draft_id = drafts.create(owner, "plan.txt")
    drafts.fill(draft_id, '{"text": "Mål"}', rest, "read", "by/plan-2026")
    return there(drafts, draft_id, owner)


def test_a_draft_is_being_read_until_it_is_filled(drafts: Drafts) -> None:
    draft_id = drafts.create("kari", "plan.txt")
    assert there(drafts, draft_id).state is State.READING
    with pytest.raises(InputError, match="no content"):
        drafts.content(there(drafts, draft_id))
    drafts.fill(draft_id, '{"text": "Mål"}', "[1]", "read", "by/plan-2026")
    info = there(drafts, draft_id)
    assert (info.state, info.plan, info.name) == (State.OPEN, "by/plan-2026", "plan.txt")
    content = drafts.content(info)
    assert (content.document, content.rest, content.what) == ('{"text": "Mål"}', "[1]", "read")


def test_a_plan_that_was_chosen_is_not_replaced_by_one_that_is_suggested(drafts: Drafts) -> None:
    draft_id = drafts.create("kari", "plan.txt", "by/temaplan")
    drafts.fill(draft_id, "{}", "[]", "read", "by/plan-2026")
    assert there(drafts, draft_id).plan == "by/temaplan"
    drafts.choose_plan(there(drafts, draft_id), "by/plan-2030")
    assert there(drafts, draft_id).plan == "by/plan-2030"


def test_a_file_that_is_refused_says_why(drafts: Drafts) -> None:
    draft_id = drafts.create("kari", "plan.txt")
    drafts.refuse(draft_id, '{"reason": "empty"}')
    info = there(drafts, draft_id)
    assert (info.state, info.said) == (State.REFUSED, '{"reason": "empty"}')


def test_a_draft_is_nobody_elses(drafts: Drafts) -> None:
    info = made(drafts)
    assert drafts.find(info.id, "ola") is None
    assert drafts.list("ola") == []
    assert [one.id for one in drafts.list("kari")] == [info.id]


@pytest.mark.parametrize("draft_id", ["", "../x", "x" * 22, "' OR 1=1 --"])
def test_an_id_that_was_not_given_out_is_no_draft(drafts: Drafts, draft_id: str) -> None:
    assert drafts.find(draft_id, "kari") is None
    made(drafts)
    assert drafts.find(draft_id, "kari") is None


def test_the_file_is_for_its_owner_alone(drafts: Drafts) -> None:
    made(drafts)
    assert stat.S_IMODE(drafts.path.stat().st_mode) == 0o600


def test_edits_can_be_undone_and_done_again(drafts: Drafts) -> None:
    info = made(drafts)
    for rest in ("[2]", "[3]"):
        drafts.save(info, rest, f"edit {rest}")
        info = there(drafts, info.id)
    seen = []
    for by in (-1, -1, -1, 1, 1, 1):
        drafts.step(info, by)
        info = there(drafts, info.id)
        seen.append(drafts.content(info).rest)
    assert seen == ["[2]", "[1]", "[1]", "[2]", "[3]", "[3]"]
    content = drafts.content(info)
    assert (content.undo, content.redo, content.what) == (True, False, "edit [3]")


def test_an_edit_after_undoing_forgets_what_was_undone(drafts: Drafts) -> None:
    info = made(drafts)
    drafts.save(info, "[2]", "edit")
    drafts.step(there(drafts, info.id), -1)
    drafts.save(there(drafts, info.id), "[3]", "edit")
    info = there(drafts, info.id)
    content = drafts.content(info)
    assert (content.rest, content.undo, content.redo) == ("[3]", True, False)


def test_an_edit_of_what_was_changed_meanwhile_is_refused(drafts: Drafts) -> None:
    info = made(drafts)
    drafts.save(info, "[2]", "edit")
    with pytest.raises(PreconditionFailed):
        drafts.save(info, "[9]", "edit")
    with pytest.raises(PreconditionFailed):
        drafts.step(info, -1)
    drafts.step(there(drafts, info.id), -1)
    with pytest.raises(PreconditionFailed):
        drafts.save(info, "[9]", "edit")
    assert drafts.content(there(drafts, info.id)).rest == "[1]"


def test_only_the_newest_versions_are_kept(drafts: Drafts) -> None:
    info = made(drafts)
    for number in range(VERSIONS_MAX + 10):
        drafts.save(info, f"[{number}]", "edit")
        info = there(drafts, info.id)
    back = 0
    while drafts.content(info).undo:
        drafts.step(info, -1)
        info = there(drafts, info.id)
        back += 1
    assert back == VERSIONS_MAX - 1


def test_a_deleted_draft_is_gone_and_filling_it_makes_none(drafts: Drafts) -> None:
    info, other = made(drafts), made(drafts)
    drafts.delete(info)
    drafts.fill(info.id, "{}", "[]", "read", "")
    assert drafts.find(info.id, "kari") is None
    assert drafts.content(other).rest == "[1]"


def test_the_draft_that_was_changed_last_comes_first(tmp_path: Path) -> None:
    now = [NOW]
    drafts = Drafts(tmp_path, lambda: now[0])
    infos = [made(drafts), made(drafts)]
    now[0] += timedelta(minutes=1)
    drafts.save(infos[0], "[2]", "edit")
    assert [info.id for info in drafts.list("kari")] == [infos[0].id, infos[1].id]


def test_nobody_keeps_drafts_without_end(drafts: Drafts) -> None:
    for _ in range(DRAFTS_MAX):
        drafts.create("kari", "plan.txt")
    with pytest.raises(InputError, match="Delete"):
        drafts.create("kari", "plan.txt")
    drafts.create("ola", "plan.txt")
