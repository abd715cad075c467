"""``planvev serve``: check and load the data, then serve them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import click
from rich.console import Console

import planvev
from planvev import resources
from planvev.archive.files import GraphFile, read_pinned_sources
from planvev.cli.dataset import Steps, load_engine, read_dataset, show_steps, validation_digest
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import ConfigError
from planvev.settings import SETTINGS, Setting, Settings, default_state, read_settings
from planvev.web import WebConfig, create_app
from planvev.web.serving import serve

VALIDATED = "validated.json"
USED = (
    "host",
    "port",
    "base_iri",
    "default_graph",
    "query_timeout_s",
    "page_timeout_s",
    "query_bytes_max",
    "body_bytes_max",
    "result_bytes_max",
    "workers",
    "queue_wait_s",
)
"""The settings that this server goes by; the others are those of parts that it does not use."""


def _with_settings(command: click.Command) -> click.Command:
    """Give the command a flag for each setting that it goes by."""
    command.params += [_option(setting) for setting in SETTINGS if setting.name in USED]
    return command


def _option(setting: Setting) -> click.Option:
    kind = click.Choice(setting.choices) if setting.choices else type(setting.default)
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    unit = f" {setting.unit}" if setting.unit else ""
    return click.Option(
        [f"--{setting.name.replace('_', '-')}"],
        type=kind,
        help=f"{setting.help}  [{setting.environment}; default: {default}{unit}]",
    )


@_with_settings
@click.command("serve")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PLANVEV_STATE",
    help="Folder that keeps what the server must remember.  [PLANVEV_STATE]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="PLANVEV_DATA",
    help="Data root to serve; the data that come with planvev where none is named.",
)
def serve_command(state: Path | None, data: Path | None, **flags: str | float | None) -> int:
    """Check and load the data, then serve them until it is stopped.

    Data that do not conform are not served: the report is printed, and the exit code is 1.
    """
    folder = _state_folder(state or default_state())
    settings = read_settings(flags, os.environ, folder)
    root = data or resources.data_root()
    engine = EmbeddedEngine(
        default_graph=cast('Literal["union", "own"]', settings.text("default_graph")),
        workers=settings.integer("workers"),
        result_bytes_max=settings.integer("result_bytes_max"),
        queue_wait_s=settings.number("queue_wait_s"),
    )
    with show_steps() as steps:
        data_graphs, ontology_graphs = read_dataset(root, steps)
        sources = read_pinned_sources(root)
        if not _conforms(data_graphs, ontology_graphs, root, folder, steps):
            return DOES_NOT_CONFORM
        load_engine(engine, [*ontology_graphs, *data_graphs], steps)
    app = create_app(engine, _web_config(settings), sources)
    serve(app, settings.text("host"), settings.integer("port"), on_ready=_announce)
    engine.close()
    return OK


def _state_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--state {folder}: {error.strerror}") from None
    return folder


def _web_config(settings: Settings) -> WebConfig:
    base = settings.text("base_iri")
    if not base.startswith(("http://", "https://")) or not base.endswith("/"):
        raise ConfigError(
            f"{settings.sources['base_iri']}: «{base}» is no base; give an http or https IRI that "
            "ends in «/»"
        )
    return WebConfig(
        base_iri=base,
        query_timeout_s=settings.number("query_timeout_s"),
        union_default_graph=settings.text("default_graph") == "union",
        page_timeout_s=settings.number("page_timeout_s"),
        query_bytes_max=settings.integer("query_bytes_max"),
        body_bytes_max=settings.integer("body_bytes_max"),
        release=planvev.__version__,
    )


def _announce(url: str) -> None:
    click.echo(f"planvev {planvev.__version__}: {url}  (stop with Ctrl+C)")
    sys.stdout.flush()


def _conforms(
    data_graphs: Sequence[GraphFile],
    ontology_graphs: Sequence[GraphFile],
    root: Path,
    folder: Path,
    steps: Steps,
) -> bool:
    """Validate what is to be served, unless this very content has been validated before."""
    digest = validation_digest([*data_graphs, *ontology_graphs], root)
    record = folder / VALIDATED
    if _validated_before(record, digest):
        return True
    # Only here: pySHACL takes a second to import.
    from planvev.validation import validate_graphs
    from planvev.validation.rendering import render

    steps.begin("Kontrollerer data")
    report = validate_graphs(data_graphs, ontology_graphs, read_pinned_sources(root))
    if not report.conforms:
        render(report, Console(stderr=True))
        click.echo(f"planvev: {root} does not conform and is not served", err=True)
        return False
    try:
        record.write_text(json.dumps({"digest": digest}) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{record}: {error.strerror}") from None
    return True


def _validated_before(record: Path, digest: str) -> bool:
    """Tell whether the record is of this content; a record that cannot be read says nothing."""
    try:
        return bool(json.loads(record.read_text(encoding="utf-8"))["digest"] == digest)
    except (OSError, ValueError, KeyError, TypeError):
        return False
