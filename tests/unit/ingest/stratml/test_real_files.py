"""Files of others: every one that is well formed is read whole, and without what is empty in it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.checking import check_draft, faults
from planvev.ingest.doubts import DOUBTS, doubt_in
from planvev.ingest.draft import Doubt, Kind
from planvev.ingest.elements import fold_white_space
from unit.ingest.stratml.files import FOLDER, MISSING, elements, non_empty, read, rows_of, texts

FILES = sorted(path for path in FOLDER.glob("*.xml") if not path.name.startswith("bad-"))
pytestmark = pytest.mark.skipif(not FILES, reason=MISSING)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@each_file
def test_the_elements_that_are_not_empty_are_all_there_and_no_others(path: Path) -> None:
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - a file of known origin
    draft = read(path.read_bytes(), path.name)
    goals = rows_of(draft, Kind.GOAL)
    # Version 3.5 names its stakeholders by what they are, inside of Stakeholders.
    named = [part for group in elements(root, "Stakeholders") for part in group]
    assert {
        "goals": sum(row.level == "hovedmal" for row in goals),
        "objectives": sum(row.level == "delmal" for row in goals),
        "values": len(rows_of(draft, Kind.VALUE)),
        "stakeholders": len(rows_of(draft, Kind.MENTION)),
    } == {
        "goals": len(non_empty(root, "Goal")),
        "objectives": len(non_empty(root, "Objective")),
        "values": len(non_empty(root, "Value")),
        "stakeholders": len(non_empty(root, "Stakeholder")) + len(named),
    }


@each_file
def test_names_become_the_wording_in_the_files_order(path: Path) -> None:
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - a file of known origin
    draft = read(path.read_bytes(), path.name)
    for name, kind in (("Value", Kind.VALUE), ("Stakeholder", Kind.MENTION)):
        wanted = [fold_white_space(_name(each)) for each in non_empty(root, name)]
        if not list(elements(root, "Stakeholders")):
            assert texts(draft, kind) == wanted
    there = {*non_empty(root, "Goal"), *non_empty(root, "Objective")}
    goals = [fold_white_space(_name(each)) for each in root.iter() if each in there]
    assert texts(draft, Kind.GOAL) == goals


def _name(element: ElementTree.Element) -> str:
    named = [part.text or "" for part in element if part.tag.endswith("Name")]
    return named[0] if named and named[0].strip() else str(element.findtext("{*}Description"))


@each_file
def test_every_character_has_an_owner(path: Path) -> None:
    account = account_for_draft(read(path.read_bytes(), path.name))
    assert account.count(Use.UNPLACED) == 0


@each_file
def test_all_text_of_the_file_is_in_the_pinned_text(path: Path) -> None:
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - a file of known origin
    pinned = "".join(read(path.read_bytes(), path.name).document.text.split())
    assert "".join("".join(root.itertext()).split()) == pinned


@each_file
def test_blocks_stand_on_the_lines_that_they_name(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    document = read(path.read_bytes(), path.name).document
    assert all(block.place.line for block in document.blocks)
    for block in document.blocks:
        first = document.text_of(block).splitlines()[0]
        plain = lines[block.place.line - 1].replace("&amp;", "&").replace("&lt;", "<")
        assert first in plain.replace("&gt;", ">")


@each_file
def test_warnings_and_doubts_have_words(path: Path) -> None:
    draft = read(path.read_bytes(), path.name)
    doubts = [Doubt(code, arguments) for code, arguments in draft.document.warnings]
    doubts += [doubt for row in draft.rows for doubt in row.doubts]
    assert all("{" not in doubt_in(doubt, "en").replace("${", "") for doubt in doubts)
    assert all(doubt.code in DOUBTS for doubt in doubts)


@each_file
def test_no_row_has_a_fault(path: Path) -> None:
    draft = read(path.read_bytes(), path.name)
    check_draft(draft)
    assert [row for row, _ in faults(draft) if row is not None] == []


def test_what_is_not_well_formed_is_refused_with_line_and_column() -> None:
    path = FOLDER / "bad-notwellformed-sample_estratml.xml"
    with pytest.raises(DocumentRefused) as caught:
        read(path.read_bytes(), path.name)
    assert caught.value.reason == "xml-broken"
    assert caught.value.arguments[:2] == ("5", "24")


def test_the_same_file_mended_is_read_with_its_simplified_elements() -> None:
    path = FOLDER / "bad-notwellformed-sample_estratml.xml"
    draft = read(path.read_bytes().replace(b" & ", b" &amp; "), path.name)
    assert texts(draft, Kind.VALUE) == ["Inclusivity", "Safety", "Excellence", "Community"]
    assert [row.level for row in rows_of(draft, Kind.GOAL)] == [
        "hovedmal",
        "delmal",
        "delmal",
        "hovedmal",
        "delmal",
    ]
    residents, council = rows_of(draft, Kind.MENTION)
    assert (residents.text, residents.properties["role"]) == ("Local Residents", "beneficiary")
    assert (council.text, council.properties["roleName"]) == ("City Council", "Funder")
    members = rows_of(draft, Kind.TARGET)[0].properties
    assert {name: members[name] for name in ("targetValue", "deadline", "baselineValue")} == {
        "targetValue": "1800",
        "deadline": "2025",
        "baselineValue": "1500",
    }
    assert (draft.facts.start_year, draft.facts.end_year) == ("2025", "2026")
    assert account_for_draft(draft).count(Use.UNPLACED) == 0
