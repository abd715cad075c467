"""Start real stores for tests: the Oxigraph server, Virtuoso 7; each in a folder, on free ports."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from planvev.engine.remote import RemoteSettings
from planvev.engine.remote.settings import Login

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 10


@dataclass(frozen=True)
class RunningStore:
    """A store that runs, and where it is.

    deviations: questions whose rows differ from what SPARQL has, with the reason.
    """

    settings: RemoteSettings
    deviations: Mapping[str, str]
    process: subprocess.Popen[bytes]


VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 20000
MaxQueryExecutionTime = 40
"""
VIRTUOSO_PRIVATE = """
DB.DBA.RDF_GRAPH_GROUP_CREATE ('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', 1);
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 0, 1);
""" + "".join(
    "DB.DBA.RDF_GRAPH_GROUP_INS "
    f"('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', '{graph}');\n"
    for graph in (
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://localuriqaserver/sparql",
        "http://www.w3.org/ns/ldp#",
    )
)
"""Hides Virtuoso's own graphs (docs/remote.md)."""
VIRTUOSO_GRANTS = """
GRANT SPARQL_UPDATE TO "SPARQL";
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);
"""
VIRTUOSO_READ_ONLY = "DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 1);"
"""Who is not logged in may read; changes need a login."""
VIRTUOSO_DEVIATIONS: dict[str, str] = {}
"""None: durations, which it writes as numbers of months, are put right (engine.remote.mending)."""
VIRTUOSO_DEVIATIONS_LISTED = dict.fromkeys(
    (
        "which-findings-were-made-in-strategy-3-2-3-by-whom-and-on-which-words",
        "which-goals-concern-children-and-youth",
    ),
    "rows are lost where a path with + or * meets other patterns, and graphs are listed",
)
"""Why a server does not start with Virtuoso and «listed»."""


@contextmanager
def oxigraph(folder: Path, *options: str, port: int = 0) -> Iterator[RunningStore]:
    """Start the Oxigraph server. port: 0 for a free one."""
    beside = Path(sys.executable).with_name("oxigraph")
    binary = str(beside) if beside.exists() else shutil.which("oxigraph")
    if binary is None:
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    port = port or free_port()
    command = [binary, "serve", "--bind", f"127.0.0.1:{port}", *options]
    with running(command, folder, port) as process:
        url = f"http://127.0.0.1:{port}"
        settings = settings_of(f"{url}/query", f"{url}/update", f"{url}/store")
        listed = "--union-default-graph" not in options
        yield RunningStore(replace(settings, listed=listed), {}, process)


@contextmanager
def virtuoso(folder: Path, grants: str = VIRTUOSO_GRANTS) -> Iterator[RunningStore]:
    """Start Virtuoso 7. grants: SQL that says who may do what."""
    binary, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if binary is None or isql is None:
        pytest.skip("Virtuoso 7 is not installed: apt-get install virtuoso-opensource-7-bin")
    sql_port, http_port = free_port(), free_port()
    ini = VIRTUOSO_INI.format(sql_port=sql_port, http_port=http_port)
    (folder / "virtuoso.ini").write_text(ini)
    command = [binary, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, http_port) as process:
        subprocess.run(
            [isql, f"127.0.0.1:{sql_port}", "dba", "dba", "ERRORS=STDOUT"],
            input=f"{grants}\n{VIRTUOSO_PRIVATE}",
            text=True,
            check=True,
            capture_output=True,
            timeout=START_TIMEOUT_S,
        )
        url = f"http://127.0.0.1:{http_port}"
        settings = settings_of(f"{url}/sparql", f"{url}/sparql", f"{url}/sparql-graph-crud")
        yield RunningStore(replace(settings, listed=False), VIRTUOSO_DEVIATIONS, process)


def with_login(settings: RemoteSettings, login: Login) -> RemoteSettings:
    """Return the settings of a Virtuoso that takes changes from who logs in."""
    return replace(
        settings,
        update_url=f"{settings.query_url}-auth",
        graph_store_url=f"{settings.query_url}-graph-crud-auth",
        login=login,
        digest=True,
    )


def options_of(settings: RemoteSettings) -> list[str]:
    """Return the options of ``planvev`` that say the same as these settings."""
    return [
        *("--engine", settings.query_url),
        *("--remote-update-url", settings.update_url),
        *("--remote-graph-store-url", settings.graph_store_url),
        *("--remote-default-graph", "listed" if settings.listed else "remote"),
        *("--remote-auth", "digest" if settings.digest else "basic"),
    ]


def environment_of(settings: RemoteSettings) -> dict[str, str]:
    """Return the environment that says who changes the store."""
    if settings.login is None:
        return {}
    return {
        "PLANVEV_REMOTE_USER": settings.login.user,
        "PLANVEV_REMOTE_PASSWORD": settings.login.password,
    }


def settings_of(query: str, update: str, graph_store: str) -> RemoteSettings:
    return RemoteSettings(
        query, update, graph_store, client_queries_max=0, client_query_seconds_per_minute=0
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a folder until the block ends; it is there once its port is."""
    log = folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for_port(process, port, log)
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"the store did not start:\n{log.read_text(errors='replace')}")
