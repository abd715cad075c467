"""The build of the front end: whose Node it takes, what it says where it cannot, what it makes."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import ConfigError
from planvev.web import assets
from planvev.web.app import create_app

FRONTEND = Path(__file__).parents[2] / "server" / "frontend"


@pytest.fixture
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", FRONTEND / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client() -> FlaskClient:
    return create_app(EmbeddedEngine()).test_client()


def node_that_says(folder: Path, version: str) -> None:
    for name, said in (("node", version), ("npm", "10.0.0")):
        path = folder / name
        path.write_text(f"#!/bin/sh\necho {said}\n")
        path.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "taken"), [("v20.1.0", True), ("v24.0.0", True), ("v18.20.0", False), ("x", False)]
)
def test_a_node_that_is_new_enough_is_taken(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    node_that_says(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (builder.system_node() is not None) == taken


def test_without_any_node_the_build_says_what_to_do(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(builder.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(builder.BuildError, match=r"Node 20 or newer .* pip install"):
        builder.tools()


def test_where_npm_fails_the_build_says_so(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_INSTALLED", tmp_path / "none")
    false = shutil.which("false")
    with pytest.raises(builder.BuildError, match="Is the npm registry to be reached"):
        builder.install([str(false)])


def test_the_lock_names_no_registry_and_every_version_is_exact() -> None:
    lock = (FRONTEND / "package-lock.json").read_text()
    assert "http" not in lock
    about = json.loads((FRONTEND / "package.json").read_text())
    versions = {**about["dependencies"], **about["devDependencies"]}.values()
    assert all(version[0].isdigit() for version in versions)
    assert "codemirror" not in about["dependencies"]


def test_what_a_name_stands_for_is_kept_for_ever(client: FlaskClient) -> None:
    for name in ("site.css", "search.js", "query.js"):
        answer = client.get(assets.asset_url(name), buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/assets/icon.svg", buffered=True).headers["Cache-Control"]
    assert client.get("/assets/built/nothing.css").status_code == 404


def test_where_nothing_is_built_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    assets.manifest.cache_clear()
    try:
        with pytest.raises(ConfigError, match="make assets"):
            assets.asset_url("site.css")
    finally:
        assets.manifest.cache_clear()


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on PATH")
@pytest.mark.parametrize(
    ("licence", "text", "said"),
    [("GPL-3.0-only", "GNU", "is under GPL-3.0-only"), ("MIT", None, "has no licence text")],
)
def test_code_that_may_not_be_shipped_ends_the_build(
    tmp_path: Path, licence: str, text: str | None, said: str
) -> None:
    for name in ("build.mjs",):
        shutil.copy(FRONTEND / name, tmp_path)
    (tmp_path / "css").mkdir()
    (tmp_path / "js").mkdir()
    (tmp_path / "css" / "site.css").write_text("a { color: red }")
    (tmp_path / "js" / "x.js").write_text('import "other";')
    other = tmp_path / "node_modules" / "other"
    other.mkdir(parents=True)
    about = {
        "name": "other",
        "version": "1.0.0",
        "license": licence,
        "main": "i.js",
        "type": "module",
    }
    (other / "package.json").write_text(json.dumps(about))
    (other / "i.js").write_text("globalThis.x = 1;")
    if text:
        (other / "LICENSE").write_text(text)
    for package in ("esbuild", "@esbuild"):
        (tmp_path / "node_modules" / package).symlink_to(FRONTEND / "node_modules" / package)
    kept = tmp_path / "built"
    kept.mkdir()
    (kept / "last.css").write_text("")
    done = subprocess.run(
        ["node", "build.mjs", str(kept)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert (kept / "last.css").exists(), "a build that fails takes nothing away"
