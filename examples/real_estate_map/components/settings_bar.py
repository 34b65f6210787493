"""Currency and density of the lists, kept for the whole visit."""

from dash import Dash, dcc, html
from dash.dependencies import Input, Output, State

from ids import Stores


def layout() -> html.Div:
    """Return the controls."""
    return html.Div(
        [
            dcc.RadioItems(["EUR", "CHF"], "EUR", id="currency", inline=True),
            dcc.Checklist(["Compact lists"], [], id="density", inline=True),
        ],
        className="settings",
    )


def register_callbacks(app: Dash) -> None:
    """Connect the controls to the settings store."""

    @app.callback(
        Output(Stores.SETTINGS, "data"),
        [Input("currency", "value"), Input("density", "value")],
        [State(Stores.SETTINGS, "data")],
        prevent_initial_call=True,
    )
    def update_settings(currency, density, settings):
        """Remember what the visitor prefers."""
        settings["currency"] = currency
        settings["compact"] = bool(density)
        return settings
