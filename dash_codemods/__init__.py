"""Automated, proved refactoring of Plotly Dash code."""

__version__ = "0.1.0"
