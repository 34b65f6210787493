"""Dash's public names under all the paths by which code reaches them.

Sources: dash 4.4.1 `__init__.py`, `dependencies.py`; the stub packages of Dash 1;
dash-extensions 1.0 `enrich.py`, django-plotly-dash 2.
"""

from __future__ import annotations

_PREFIXES = (
    ("dash.dependencies.", "dash."),
    ("dash.dash.", "dash."),
    ("dash._callback.", "dash."),
    ("dash._callback_context.", "dash."),
    ("dash._patch.", "dash."),
    ("dash_core_components.", "dash.dcc."),
    ("dash_html_components.", "dash.html."),
    ("dash_table.", "dash.dash_table."),
    ("jupyter_dash.", "dash."),
    ("dash.exceptions.", "dash."),
)
CONTEXTS = frozenset({"dash.ctx", "dash.callback_context"})
_MODULES = {
    "dash_core_components": "dash.dcc",
    "dash_html_components": "dash.html",
    "dash_table": "dash.dash_table",
}

STAR_NAMES = {
    "dash": frozenset(
        "Input Output State ClientsideFunction MATCH ALL ALLSMALLER development exceptions "
        "dcc html dash_table __version__ callback_context set_props callback get_app "
        "get_asset_url get_relative_path strip_relative_path CeleryManager DiskcacheManager "
        "register_page page_registry page_container no_update ctx jupyter_dash hooks Patch "
        "clientside_callback Dash".split()
    ),
    "dash.dependencies": frozenset(
        "Input Output State ClientsideFunction MATCH ALL ALLSMALLER".split()
    ),
    "dash_extensions.enrich": frozenset(
        "Input Output State ClientsideFunction MATCH ALL ALLSMALLER callback "
        "clientside_callback DashProxy DashBlueprint Dash Trigger dcc html ctx no_update "
        "callback_context MultiplexerTransform".split()
    ),
}
"""What `from module import *` brings in, as far as it concerns callbacks."""

DEPENDENCY_KINDS = ("Output", "Input", "State")
_DEPENDENCY_MODULES = ("dash", "dash_extensions.enrich", "django_plotly_dash")

APP_CLASSES = {
    "dash.Dash": "dash",
    "dash.JupyterDash": "dash",
    "dash_extensions.enrich.DashProxy": "dash-extensions",
    "dash_extensions.enrich.Dash": "dash-extensions",
    "dash_extensions.enrich.DashBlueprint": "dash-extensions",
    "django_plotly_dash.DjangoDash": "django-plotly-dash",
}
"""Constructors whose instances register callbacks, and the framework they belong to."""

FRAMEWORKS = {
    "dash": "dash",
    "dash_extensions": "dash-extensions",
    "django_plotly_dash": "django-plotly-dash",
}


def canonical(name: str) -> str:
    """The one spelling of a dotted external name: `dash.dependencies.Input` is `dash.Input`."""
    if name in _MODULES:
        return _MODULES[name]
    for prefix, short in _PREFIXES:
        if name.startswith(prefix):
            return short + name[len(prefix) :]
    return name


def dependency_kind(name: str) -> str | None:
    """`Output`, `Input` or `State` for a canonical name that is one, else None."""
    module, _, last = name.rpartition(".")
    return last if last in DEPENDENCY_KINDS and module in _DEPENDENCY_MODULES else None


def framework_of(name: str) -> str | None:
    """The framework whose package a canonical name belongs to."""
    return FRAMEWORKS.get(name.split(".", 1)[0])
