"""CSV that is made to take more time or memory than it is worth."""

from __future__ import annotations

from typing import Final

from hostile.document_cases import case

_LETTERS: Final = "Nr;Mål;Tiltak\n"
TABLES: Final = [
    case(
        "one cell of five million characters",
        "plan.csv",
        lambda: f"{_LETTERS}1;{'a' * 4_900_000};x\n".encode(),
    ),
    case(
        "one cell of forty-nine megabytes",
        "plan.csv",
        lambda: f"{_LETTERS}1;{'a' * 49_000_000};x\n".encode(),
    ),
    case("forty-nine megabytes of quotes", "plan.csv", lambda: b'"' * 49_000_000),
    case(
        "a quote that never closes",
        "plan.csv",
        lambda: (_LETTERS + '1;"' + "a;b\n" * 1_200_000).encode(),
    ),
    case("forty-nine megabytes of semicolons", "plan.csv", lambda: b";" * 49_000_000),
    case("forty-nine megabytes of line ends", "plan.csv", lambda: b"M\n" + b"\n" * 49_000_000),
    case(
        "rows that grow", "plan.csv", lambda: "".join(";" * n + "\n" for n in range(3_000)).encode()
    ),
    case("all delimiters at once", "plan.csv", lambda: ("a,b;c\td|e\n" * 19_000).encode()),
    case(
        "carriage returns alone",
        "plan.csv",
        lambda: (_LETTERS + "1;a;b\n" * 9_000).replace("\n", "\r").encode(),
    ),
    case(
        "goals in a circle", "plan.csv", lambda: "Nr;Mål;Overordnet\n1;a;2\n2;b;1\n3;c;3\n".encode()
    ),
    case(
        "twenty thousand rows of two hundred columns",
        "plan.csv",
        lambda: (
            ";".join(["Mål", *"x" * 199]) + "\n" + (";".join("1" * 200) + "\n") * 19_000
        ).encode(),
    ),
    case(
        "numbers of many digits",
        "plan.csv",
        lambda: ("Nr;Mål\n" + f"{'9' * 100_000};a\n" * 40).encode(),
    ),
    case(
        "dates beyond dates",
        "plan.csv",
        lambda: (
            "Nr;Mål;Frist\n1;a;99999999999999999999\n2;b;31.02.2024\n3;c;0000-00-00\n4;d;1e400\n"
        ).encode(),
    ),
]
