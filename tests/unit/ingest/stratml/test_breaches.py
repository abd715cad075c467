"""Breaches of the schema are said once each, with what they are about and on which lines."""

from __future__ import annotations

import pytest

from unit.ingest.stratml.files import PART_1, codes, part_1, part_2, read

SOUND = "<Goal><Name>Mål</Name><Description/></Goal>"


def test_a_sound_file_has_no_warnings() -> None:
    assert read(part_1(SOUND)).document.warnings == ()
    assert read(part_2(SOUND)).document.warnings == ()


@pytest.mark.parametrize(
    ("file", "warning"),
    [
        (part_1(""), ("stratml-required", ("StrategicPlanCore", "Goal", "1"))),
        (
            part_1(f"{SOUND}\n<Vision><Description>V</Description></Vision>"),
            (
                "stratml-order",
                ("StrategicPlanCore", "Organization, Vision, Mission, Value, Goal", "1"),
            ),
        ),
        (
            part_1(f"<Vision/>\n<Vision/>{SOUND}"),
            ("stratml-repeated", ("Vision", "StrategicPlanCore", "2")),
        ),
        (
            part_1(SOUND.replace("</Goal>", "\n<Cost>3</Cost></Goal>")),
            ("stratml-unknown", ("Cost", "Goal", "2")),
        ),
        (
            part_1(SOUND.replace("</Goal>", "\n<Identifier>7b1</Identifier></Goal>") * 2),
            ("stratml-id", ("7b1", "2, 3")),
        ),
        (
            part_1(SOUND.replace("</Goal>", "\n<Identifier>_7b1</Identifier></Goal>") * 2),
            ("stratml-id-repeats", ("_7b1", "3")),
        ),
        (
            part_1(
                SOUND.replace(
                    "</Goal>",
                    "<Stakeholder StakeholderTypeType=''><Name>S</Name></Stakeholder></Goal>",
                )
            ),
            ("stratml-code", ("StakeholderTypeType", "", "1")),
        ),
        (
            part_1(
                SOUND,
                after="<AdministrativeInformation><StartDate>2026-02-30</StartDate></AdministrativeInformation>",
            ),
            ("stratml-date", ("StartDate", "2026-02-30", "1")),
        ),
        (
            part_1(
                SOUND, after="<AdministrativeInformation><EndDate/></AdministrativeInformation>"
            ),
            ("stratml-date", ("EndDate", "", "1")),
        ),
        (
            part_2(
                f"{SOUND[:-7]}<Objective><PerformanceIndicator><MeasurementDimension/><UnitOfMeasurement/><MeasurementInstance><TargetResult><NumberOfUnits>ti</NumberOfUnits></TargetResult></MeasurementInstance></PerformanceIndicator></Objective></Goal>"
            ),
            ("stratml-number", ("ti", "1")),
        ),
        (
            part_1(SOUND).replace(f' xmlns="{PART_1}"', ""),
            ("stratml-no-namespace", ("1",)),
        ),
        (
            part_1(SOUND).replace(PART_1, "http://www.stratml.net"),
            ("stratml-namespace", ("http://www.stratml.net", "1")),
        ),
        (
            part_1(SOUND).replace(PART_1, "urn:x"),
            ("stratml-foreign", ("urn:x", "1")),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_breach_is_named(file: str, warning: tuple[str, tuple[str, ...]]) -> None:
    assert read(file).document.warnings == (warning,)


def test_part_2_permits_dates_without_a_day() -> None:
    after = "<AdministrativeInformation><EndDate/></AdministrativeInformation>"
    assert codes(read(part_2(SOUND, after))) == set()


def test_of_many_lines_the_first_are_named() -> None:
    goals = "\n".join([SOUND.replace("</Goal>", "<Cost/></Goal>")] * 20)
    ((code, arguments),) = read(part_1(goals)).document.warnings
    assert (code, arguments[2]) == ("stratml-unknown", "1, 2, 3, 4, 5, 6, 7, 8 … (20)")
