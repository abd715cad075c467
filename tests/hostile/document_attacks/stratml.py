"""StratML that is made to take more time or memory than it is worth."""

from __future__ import annotations

from typing import Final

from hostile.document_attacks.common import nested
from hostile.document_cases import case
from hostile.documents import goal, stratml

STRATML_FILES: Final = [
    case("a million goals", "plan.xml", lambda: stratml("<Goal><Name/></Goal>" * 1_000_000)),
    case(
        "a hundred thousand empty goals",
        "plan.xml",
        lambda: stratml("<Goal><Name/></Goal>" * 100_000),
    ),
    case(
        "twelve thousand goals",
        "plan.xml",
        lambda: stratml("".join(goal(str(n), f"Alt {n}") for n in range(12_000))),
    ),
    case(
        "goals in goals",
        "plan.xml",
        lambda: stratml(nested("<Goal><Name>a</Name>", "</Goal>", "", 150)),
    ),
    case(
        "objectives in objectives beyond depth",
        "plan.xml",
        lambda: stratml(nested("<Objective><Name>a</Name>", "</Objective>", "", 100_000)),
    ),
    case("a name of forty megabytes", "plan.xml", lambda: stratml(goal("1", "a " * 20_000_000))),
    case(
        "a name of four megabytes of line ends",
        "plan.xml",
        lambda: stratml(goal("1", "a\n" * 2_000_000)),
    ),
    case(
        "ten thousand goals of one identifier",
        "plan.xml",
        lambda: stratml("<Goal><Name>Alt</Name><Identifier>_1</Identifier></Goal>" * 10_000),
    ),
    case(
        "ten thousand goals of one number", "plan.xml", lambda: stratml(goal("1", "Alt") * 10_000)
    ),
    case(
        "relationships in a circle",
        "plan.xml",
        lambda: stratml(
            "<Goal><Name>a</Name><Identifier>_a</Identifier><Objective><Name>b</Name><Identifier>_b"
            "</Identifier><Relationship><ReferentIdentifier>_a</ReferentIdentifier></Relationship>"
            "<Relationship><ReferentIdentifier>_b</ReferentIdentifier></Relationship></Objective></Goal>"
        ),
    ),
    case("three million comments", "plan.xml", lambda: stratml("<!---->" * 3_000_000)),
    case("three million instructions", "plan.xml", lambda: stratml("<?a?>" * 3_000_000)),
    case(
        "a name in a million pieces",
        "plan.xml",
        lambda: stratml(f"<Goal><Name>{'a<!---->' * 1_000_000}</Name></Goal>"),
    ),
    case(
        "three million attributes",
        "plan.xml",
        lambda: stratml("<Goal " + " ".join(f'a{n}=""' for n in range(3_000_000)) + "/>"),
    ),
    case(
        "nine hundred namespaces on each of a thousand goals",
        "plan.xml",
        lambda: stratml(
            "".join(
                "<Goal "
                + " ".join(f'xmlns:a{n}="u{n}"' for n in range(900))
                + "><Name>a</Name></Goal>"
                for _ in range(1_000)
            )
        ),
    ),
    case(
        "a prefix without its namespace", "plan.xml", lambda: stratml("<x:Goal><x:Name/></x:Goal>")
    ),
    case(
        "an inclusion",
        "plan.xml",
        lambda: stratml(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
            'parse="text"/>'
        ),
    ),
    case(
        "a schema from elsewhere",
        "plan.xml",
        lambda: stratml("").replace(
            b"<StrategicPlan ",
            b'<StrategicPlan xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            b'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
        ),
    ),
    case(
        "a style sheet from elsewhere",
        "plan.xml",
        lambda: stratml(
            "",
            '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x" type="text/xsl"?>',
        ),
    ),
    case("nothing but a root", "plan.xml", lambda: b"<StrategicPlan/>"),
]
