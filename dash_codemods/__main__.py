"""`python -m dash_codemods` and the command `dash-codemod`."""

from __future__ import annotations

from dash_codemods.cli import main

if __name__ == "__main__":
    main()
