"""Hatch's build hook: the assets are built before planvev is packed or installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[BuilderConfig]):
    """Builds the front end for wheels; a source distribution holds its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build needs: a Node of our own only where the machine has none."""
        builder = self._builder()
        return [] if builder.system_node() else [builder.FALLBACK]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (Hatch gives both)
        """Build the assets."""
        if self.target_name == "wheel":
            self._builder().build()

    def _builder(self) -> Any:
        path = Path(self.root) / "server" / "frontend" / "build.py"
        spec = importlib.util.spec_from_file_location("planvev_frontend", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
