"""Links as SSSOM TSV: what goes out is what the standard has, and comes in again."""

from __future__ import annotations

import csv
import io

import pytest
import yaml

from planvev.linking.exchange import LinkFileRefused
from planvev.linking.links import Outcome
from planvev.linking.listing import chosen_rows
from planvev.linking.sssom import COLUMNS, read_sssom, sssom_text
from unit.linking.small_corpus import OVER, SECTOR, corpus

SET = "https://w3id.org/planvev/mapping-set/lilleby"
FOREIGN = """\
#curie_map:
#  x: "https://w3id.org/planvev/id/lilleby/"
#  pv: https://w3id.org/planvev/ontology#
#  semapv: https://w3id.org/semapv/vocab/
#mapping_set_id: https://eksempel.example/set
subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tconfidence
x:temaplan-bekk-2031/goal/1\tpv:concretises\tx:samfunnsdel-2030/goal/1\t\
semapv:ManualMappingCuration\t\t0.5
x:temaplan-bekk-2031/goal/1\tpv:contributesTo\thttp://metadata.un.org/sdg/6.3\t\
semapv:LexicalMatching\tNot\t
"""


def parts(text: str) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Return the metadata and the rows, read by others' readers."""
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    body = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
    return yaml.safe_load("\n".join(head)), list(csv.DictReader(io.StringIO(body), delimiter="\t"))


def test_the_metadata_are_yaml_with_all_that_is_required() -> None:
    metadata, rows = parts(sssom_text(chosen_rows(corpus()), SET))
    assert metadata["mapping_set_id"] == SET
    assert str(metadata["license"]).startswith("https://")
    prefixes = metadata["curie_map"]
    assert isinstance(prefixes, dict)
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in prefixes


def test_every_extension_column_is_declared() -> None:
    text = sssom_text(chosen_rows(corpus()), SET)
    metadata, rows = parts(text)
    own = [column for column in rows[0] if column not in COLUMNS]
    definitions = metadata["extension_definitions"]
    assert isinstance(definitions, list)
    assert [each["slot_name"] for each in definitions] == own


def test_a_rejected_link_is_one_that_is_not() -> None:
    _, rows = parts(sssom_text(chosen_rows(corpus()), SET))
    by_status = {row["ext_status"].rpartition("/")[2]: row for row in rows}
    assert by_status["rejected"]["predicate_modifier"] == "Not"
    assert by_status["approved"]["predicate_modifier"] == ""


def test_a_withdrawn_link_is_left_out() -> None:
    _, rows = parts(sssom_text(chosen_rows(corpus()), SET))
    assert len(rows) == 4
    assert not any(row["object_id"] == "sdg:6.3" for row in rows)


def test_what_a_spreadsheet_would_run_is_guarded_and_several_values_are_parted() -> None:
    _, rows = parts(sssom_text(chosen_rows(corpus()), SET))
    (disputed,) = [row for row in rows if row["ext_status"].endswith("/disputed")]
    assert disputed["reviewer_label"] == "Kari|Ola"
    assert disputed["object_label"] == "2 =Trygg\toppvekst | for alle"
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())


def test_our_own_file_comes_in_as_the_links_it_was_made_of() -> None:
    items = read_sssom(sssom_text(chosen_rows(corpus()), SET).encode())
    links = {(item.link.source, item.link.target, item.link.type) for item in items if item.link}
    kept = [h.link for h in corpus().links.values() if not h.link.iri.endswith("/4")]
    assert links == {(link.source, link.target, link.type) for link in kept}
    outcomes = {item.link.target: item.outcome for item in items if item.link}
    assert outcomes[f"{OVER}/goal/2"] in (Outcome.REJECTED, None)
    assert [item.outcome for item in items].count(Outcome.APPROVED) == 1


def test_a_foreign_file_comes_in_as_proposals_and_its_nots_as_rejected() -> None:
    first, second = read_sssom(FOREIGN.encode())
    assert first.link is not None
    assert second.link is not None
    assert first.link.source == f"{SECTOR}/goal/1"
    assert first.link.type == "concretises"
    assert first.link.basis == "analystAssessment"
    assert first.outcome is None
    assert second.link.basis == "machineSuggestion"
    assert second.outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pv:concretises", "skos:exactMatch", "line 7: predicate_id «skos:exactMatch»"),
        ("x:temaplan-bekk-2031/goal/1\tpv:con", "y:1\tpv:con", "line 7: «y:1» is no IRI"),
        ("0.5", "1.5", "line 7: confidence is from 0 to 1"),
        ("0.5", "mye", "line 7: confidence «mye» is no number"),
        ("\tNot\t", "\tIkke\t", "line 8: predicate_modifier"),
        ("subject_id\t", "subject\t", "line 6: there is no column subject_id"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in FOREIGN
    with pytest.raises(LinkFileRefused) as refused:
        read_sssom(FOREIGN.replace(old, new).encode())
    assert said in refused.value.message


def as_a_spreadsheet_saves(text: str) -> str:
    """Return a file with each cell in quotes, and lines as long as the longest."""
    rows = [line.split("\t") for line in text.splitlines()]
    width = max(map(len, rows))
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return file.getvalue()


def test_a_file_that_went_through_a_spreadsheet_says_the_same() -> None:
    assert '"subject_id"' in as_a_spreadsheet_saves(FOREIGN)
    assert read_sssom(as_a_spreadsheet_saves(FOREIGN).encode()) == read_sssom(FOREIGN.encode())


def test_a_column_without_a_heading_is_passed_over() -> None:
    head, _, body = FOREIGN.partition("subject_id")
    numbered = "\tsubject_id" + "".join(
        f"{line}\n" if number == 0 else f"{number}\t{line}\n"
        for number, line in enumerate(body.splitlines())
    )
    assert read_sssom((head + numbered).encode()) == read_sssom(FOREIGN.encode())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(end: str) -> None:
    assert read_sssom(FOREIGN.replace("\n", end).encode()) == read_sssom(FOREIGN.encode())


@pytest.mark.parametrize("content", [b"", b"#a: b\n", b"\xff\xfe", b"\x00\x01\n"])
def test_what_is_no_sssom_is_refused(content: bytes) -> None:
    with pytest.raises(LinkFileRefused):
        read_sssom(content)
