"""Hostile and broken documents: one clear message each, bounded time and memory, nothing kept.

What the command line is held to, the write lane of a server is too; and after each document it
answers the next. Their sizes are the promised ones with ``PLANVEV_TEST_SIZE=large``.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import clean_environment
from hostile.canary import Canary
from hostile.document_attacks.all import ATTACKS
from hostile.document_attacks.texts import TEXTS
from hostile.document_cases import FAULTY, LARGE, REFUSED, Case
from hostile.documents import docx, paragraph, pdf_of, relations, row, shown, stratml, stream, xlsx
from load.engine.harness import archive_of
from planvev.archive.archive import Archive
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.errors import DocumentRefused
from planvev.ingest.limits import MEMORY_MIB_MAX, SECONDS_MAX
from planvev.ingest.pipeline import make_draft
from planvev.ingest.refusals import REFUSALS, refusal_in
from planvev.ingest.serial import draft_as_json, draft_from_json
from planvev.writes.importing import draft_in_worker
from promises.serving import is_large

PLAN = "https://example.org/id/lillevik/plan-2030"
SOUND = "Mål 1 Alle i Lillevik skal ha en bolig\nVi skal bygge flere boliger.\n".encode()
START_S = 5.0
"""For the start of two processes, on a machine that does other things too."""
WRITING_S = 15.0
"""For the graphs of the most rows that a document may have."""
BOUNDS = {"timeout", "memory"}


@dataclass(frozen=True)
class Run:
    """A command that has ended. peak_mib: the most memory that one of its processes had."""

    code: int
    output: str
    errors: str
    seconds: float
    peak_mib: float


_MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
open(sys.argv[1], "w").write(f"{os.waitstatus_to_exitcode(status)} {usage.ru_maxrss}")
"""
"""A process begins with the peak of the one that started it: so a small one stands between."""


def planvev(folder: Path, *arguments: str) -> Run:
    """Run the command line in a folder, from which all that it says is taken away again."""
    usage = folder / ".usage"
    command = [sys.executable, "-c", _MEASURED, str(usage), sys.executable, "-m", "planvev"]
    started = time.monotonic()
    done = subprocess.run(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=clean_environment(),
        timeout=60,
    )
    seconds = time.monotonic() - started
    code, peak_kib = map(int, usage.read_text(encoding="ascii").split())
    usage.unlink()
    return Run(code, done.stdout, done.stderr, seconds, peak_kib / 1024)


@pytest.fixture(scope="module")
def start_mib(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return the memory of a command that reads a small sound file."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "plan.txt").write_bytes(SOUND)
    run = planvev(folder, "import", "plan.txt", "--plan", PLAN, "--out", "plan.ttl")
    assert run.code in (0, 1), run.errors
    return run.peak_mib


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(tmp_path_factory.mktemp("state"), {"urn:one": "<urn:a> <urn:b> 1 ."})


@pytest.fixture(scope="module")
def engine(archive: Archive) -> Iterator[PooledEngine]:
    """Start the lane that writes run in, and nothing else."""
    running = PooledEngine(archive, PoolSettings(lanes=frozenset({Lane.WRITE})))
    running.start()
    yield running
    running.close()


def assert_is_bounded(run: Run, start_mib: float) -> None:
    """Hold a command to its bounds; what was read is then checked and written, row by row."""
    writing_s = 0.0 if run.code == 2 else WRITING_S
    assert run.seconds < SECONDS_MAX + START_S + writing_s
    assert run.peak_mib < start_mib + MEMORY_MIB_MAX


def assert_is_one_message(run: Run, *parts: str) -> None:
    """Hold that a command said one thing, in one line, and nothing of its own insides."""
    lines = [line for line in run.errors.splitlines() if line.startswith("planvev:")]
    assert len(lines) == 1, run.errors
    assert "Traceback" not in run.errors
    assert not run.output
    for part in parts:
        assert part in lines[0]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_the_command_line_refuses_with_one_message(
    case: Case, tmp_path: Path, start_mib: float
) -> None:
    (tmp_path / case.file).write_bytes(case.make())
    run = planvev(tmp_path, "import", case.file, "--plan", PLAN, "--out", "plan.ttl")
    assert run.code == 2, run.errors
    beginnings = [REFUSALS[reason][0].partition("{")[0] for reason in case.reasons]
    assert any(beginning in run.errors for beginning in beginnings), run.errors
    assert_is_one_message(run, case.file)
    assert_is_bounded(run, start_mib)
    assert [path.name for path in tmp_path.iterdir()] == [case.file]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_the_write_lane_refuses_and_answers_the_next(
    case: Case, engine: PooledEngine, archive: Archive
) -> None:
    head = archive.head()
    content = case.make()
    started = time.monotonic()
    with pytest.raises(DocumentRefused) as caught:
        draft_in_worker(engine, content, case.file)
    assert time.monotonic() - started < SECONDS_MAX + 1
    assert caught.value.reason in case.reasons
    messages = {language: refusal_in(caught.value, language) for language in ("nb", "en")}
    assert messages["nb"] != messages["en"]
    assert all("\n" not in message and len(message) < 900 for message in messages.values())
    assert draft_in_worker(engine, SOUND, "plan.txt").rows
    assert archive.head() == head


@pytest.mark.parametrize("name", LARGE)
def test_two_hundred_megabytes_are_refused_unread(
    name: str, tmp_path: Path, start_mib: float
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(200_000_000)
    for language, says in (("nb", "Filen er på 200 MB"), ("en", "The file has 200 MB")):
        run = planvev(tmp_path, "import", name, "--plan", PLAN, "--lang", language)
        assert run.code == 2
        assert_is_one_message(run, says)
        assert run.seconds < START_S
        assert run.peak_mib < start_mib + 10


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case.name)
def test_what_contradicts_itself_is_shown_row_by_row_and_not_committed(
    case: Case, tmp_path: Path, start_mib: float
) -> None:
    content = case.make()
    (tmp_path / case.file).write_bytes(content)
    state = tmp_path / "state"
    archive = archive_of(state, {"urn:one": "<urn:a> <urn:b> 1 ."})
    head = archive.head()
    run = planvev(
        tmp_path,
        "import",
        case.file,
        "--plan",
        PLAN,
        "--commit",
        "--state",
        str(state),
        "--lang",
        "en",
    )
    assert run.code == 1, run.errors
    for part in case.reasons:
        assert part in run.errors
    assert "Traceback" not in run.errors
    assert_is_bounded(run, start_mib)
    assert archive.head() == head


@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: f"{case.file}: {case.name}")
def test_what_is_made_to_take_long_comes_to_an_end(
    case: Case, engine: PooledEngine, archive: Archive
) -> None:
    if not is_large() and ATTACKS.index(case) % 3:
        pytest.skip("one in three at this size")
    head = archive.head()
    content = case.make()
    started = time.monotonic()
    refused = _refusal_of(engine, content, case.file)
    assert time.monotonic() - started < SECONDS_MAX + 2
    if refused is not None:
        assert refused.reason in REFUSALS
        assert is_large() or case not in TEXTS or refused.reason not in BOUNDS
    assert draft_in_worker(engine, SOUND, "plan.txt").rows
    assert archive.head() == head


@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: f"{case.file}: {case.name}")
def test_the_command_line_takes_no_longer(case: Case, tmp_path: Path, start_mib: float) -> None:
    if not is_large() and (ATTACKS.index(case) % 8 or case in TEXTS):
        pytest.skip("one in eight at this size: the write lane reads them all with the same code")
    (tmp_path / case.file).write_bytes(case.make())
    run = planvev(tmp_path, "import", case.file, "--plan", PLAN, "--out", "plan.ttl")
    assert run.code in (0, 1, 2), run.errors
    assert "Traceback" not in run.errors
    assert_is_bounded(run, start_mib)


def _refusal_of(engine: PooledEngine, content: bytes, name: str) -> DocumentRefused | None:
    try:
        draft = draft_in_worker(engine, content, name)
    except DocumentRefused as error:
        return error
    # A text with half a character cannot be pinned.
    assert draft.document.sha256
    return None


def _naming(url: str) -> dict[str, bytes]:
    """Return documents that name something elsewhere in every way that their formats have."""
    away = 'TargetMode="External"'
    inclusion = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}"/>'
    located = (
        f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {url}"/>'
    )
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(%b)>>>>" % url.encode()
    file = b"/F<</FS/URL/F(%b)>>/FFilter null" % url.encode()
    return {
        "a.docx": docx(
            paragraph("Mål 1 Alle i Lillevik skal ha en bolig"),
            {
                "word/_rels/document.xml.rels": relations(
                    ("attachedTemplate", url, away),
                    ("image", url, away),
                    ("styles", url, away),
                    ("numbering", url, away),
                    ("subDocument", url, away),
                    ("oleObject", url, away),
                )
            },
        ),
        "b.xlsx": xlsx(
            f"<sheetData>{row(1, 'Nr', 'Mål')}{row(2, '1', 'Alt')}</sheetData>",
            {
                "xl/worksheets/_rels/sheet1.xml.rels": relations(
                    ("hyperlink", url, away), ("externalLinkPath", url, away)
                )
            },
        ),
        "c.xml": stratml(f"<Goal><Name>Alt</Name></Goal>{inclusion}{located}"),
        "d.xml": stratml("", f'<?xml version="1.0"?><?xml-stylesheet href="{url}"?>'),
        "e.pdf": pdf_of(stream(shown("Alt")), {1: action}),
        "f.pdf": pdf_of(stream(shown("Alt"), file)),
        "g.md": f"# Plan\n![x]({url})\n<img src='{url}'>\n- [Vi skal]({url})\n".encode(),
        "h.csv": f'Nr;Mål\n1;=WEBSERVICE("{url}")\n'.encode(),
    }


def test_nothing_that_a_document_names_is_fetched(canary: Canary) -> None:
    """Here, where nothing keeps a reader from the network but its own ways."""
    before = len(canary.callers)
    for name, content in _naming(f"http://127.0.0.1:{canary.port}/x").items():
        with contextlib.suppress(DocumentRefused):
            make_draft(content, name)
    assert canary.callers[before:] == []


def test_a_draft_of_a_hostile_document_can_be_kept_as_json(engine: PooledEngine) -> None:
    text = "Mål 1 \u202eAlle\u202c\u200b skal =cmd|' /c'!A1 <script>alert(1)</script>\n".encode()
    draft = draft_in_worker(engine, text, "plan.txt")
    assert draft_from_json(json.loads(json.dumps(draft_as_json(draft)))) == draft
