"""One run, from paths to a proved rewrite. Nothing here prints."""

from __future__ import annotations

from dash_codemods.engine.run import Request, StdinSource, run

__all__ = ["Request", "StdinSource", "run"]
