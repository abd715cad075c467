"""XML from strangers is read only where it is well formed, flat, and free of a DOCTYPE."""

from __future__ import annotations

import time

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.limits import XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_ELEMENTS_MAX
from planvev.ingest.refusals import refusal_in
from planvev.ingest.xml_guard import check_prolog, check_xml

LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE a [\n<!ENTITY a0 "ha">\n'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    + "]>\n<a>&a9;</a>"
)


def refusal_of(content: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        check_xml(content, "plan.xml")
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-15", "iso-8859-15"),
        ("US-ASCII", "ascii"),
    ],
)
def test_the_encodings_of_real_files_are_read(encoding: str, codec: str) -> None:
    letter = "a" if codec == "ascii" else "å"
    check_xml(f'<?xml version="1.0" encoding="{encoding}"?><m>{letter}</m>'.encode(codec), "m.xml")


@pytest.mark.parametrize("encoding", ["UTF-7", "shift_jis", "EBCDIC-CP-US", "klingon", "utf-32"])
def test_other_encodings_are_refused_by_name(encoding: str) -> None:
    error = refusal_of(f'<?xml version="1.0" encoding="{encoding}"?><m/>'.encode())
    assert error.reason == "xml-broken"
    assert encoding in error.message


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be", "latin-1"])
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE m>",
        '<!DOCTYPE m SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE m PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE m [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    ],
)
def test_any_doctype_is_refused_with_its_line(doctype: str, codec: str) -> None:
    error = refusal_of(f"<!-- a -->\n\n{doctype}<m/>".encode(codec))
    assert (error.reason, error.arguments) == ("xml-doctype", ("3",))


def test_a_billion_laughs_are_not_begun() -> None:
    started = time.process_time()
    assert refusal_of(LAUGHS.encode()).reason == "xml-doctype"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", ("1", "1")),
        (b"<a>\n  <b></a>\n", ("2", "8")),
        (b"<a>\n&b;</a>", ("2", "1")),
        (b"<a/>\n<b/>", ("2", "1")),
        (b"<a>\0</a>", ("1", "4")),
        (b"<a>\xff</a>", ("1", "4")),
        (b"<a x='1' x='2'/>", ("1", "10")),
        ("<a>\ud800</a>".encode("utf-8", "surrogatepass"), ("1", "4")),
        (b"  <?xml version='1.0'?><a/>", ("1", "3")),
    ],
)
def test_what_is_not_well_formed_is_placed(content: bytes, place: tuple[str, str]) -> None:
    error = refusal_of(content)
    assert error.reason == "xml-broken"
    assert error.arguments[:2] == place


def test_reasons_are_said_in_norwegian_too() -> None:
    error = refusal_of(b"<a><b></a>")
    assert "mismatched tag" in refusal_in(error, "en")
    assert "sluttkoden hører ikke til" in refusal_in(error, "nb")


def test_depth_is_bounded() -> None:
    depth = XML_DEPTH_MAX
    check_xml(b"<a>" * depth + b"</a>" * depth, "plan.xml")
    error = refusal_of(b"<a>\n" * 1_000_000)
    assert (error.reason, error.arguments) == ("too-deep", (str(depth), str(depth + 1)))


def test_the_number_of_elements_and_of_attributes_is_bounded() -> None:
    assert refusal_of(b"<a>" + b"<b/>" * XML_ELEMENTS_MAX).reason == "xml-elements"
    attributes = " ".join(f'a{n}=""' for n in range(XML_ATTRIBUTES_MAX + 1))
    assert refusal_of(f"<a {attributes}/>".encode()).reason == "xml-elements"


@pytest.mark.parametrize(
    "content",
    [
        b"<a>" + b"x\n" * 10_000_000 + b"</a>",
        b"<a><![CDATA[" + b"x" * 20_000_000 + b"]]></a>",
        b"<a>" + b"<![CDATA[]]>" * 1_500_000 + b"</a>",
        b"<a>" + b"&#65;" * 4_000_000 + b"</a>",
        b"<?x y?>" * 3_000_000 + b"<a/>",
    ],
    ids=["text", "CDATA", "much CDATA", "characters", "instructions"],
)
def test_twenty_megabytes_of_text_take_linear_time(content: bytes) -> None:
    started = time.process_time()
    check_xml(content, "plan.xml")
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "content",
    [
        b"<a b='" + b"> " * 20_000_000 + b"'/>",
        b"<" + b"a" * 20_000_000 + b"/>",
        b"<!--" + b"x" * 20_000_000 + b"--><a/>",
        b"<a " + b" ".join(b"a%d=''" % n for n in range(2_000_000)) + b"/>",
    ],
    ids=["attribute", "name", "comment", "attributes"],
)
def test_tags_and_comments_of_many_megabytes_are_not_read_to_their_end(content: bytes) -> None:
    started = time.process_time()
    assert refusal_of(content).reason == "xml-elements"
    assert time.process_time() - started < 2


def test_the_prolog_is_checked_without_what_follows() -> None:
    check_prolog(b"<?xml version='1.0'?><a><b></a>", "plan.xml")
    with pytest.raises(DocumentRefused, match="DOCTYPE"):
        check_prolog(b"<!DOCTYPE a><a/>", "plan.xml")
