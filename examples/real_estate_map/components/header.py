"""The bar on top of every page: navigation, who is signed in, help."""

from dash import Input, Output, State, callback, dcc, html

from data import SESSIONS
from ids import Stores


def layout() -> html.Header:
    """Return the header and the help that it opens."""
    links = [
        dcc.Link("Map", href="/", id="link_map"),
        dcc.Link("Favourites", href="/favourites", id="link_favourites"),
        html.Span("0", id="favourites_badge", className="badge"),
        dcc.Link("Account", href="/account", id="link_account"),
    ]
    return html.Header(
        [
            html.Nav(links),
            html.Span(id="map_status"),
            html.Span(id="greeting"),
            html.Button("Help", id="help_button"),
            html.Dialog(
                "Press a point to select a home, then save it with a note.",
                id="help_dialog",
                open=False,
            ),
        ]
    )


@callback(
    Output("favourites_badge", "children"),
    Input(Stores.FAVOURITES, "data"),
    State(Stores.MAP_FIGURE, "data"),
)
def count_favourites(favourites, map_figure):
    """Show how many homes are saved."""
    return str(len(favourites))


@callback(
    Output("map_status", "children"),
    Input(Stores.MAP_FIGURE, "data"),
    State(Stores.LAYER, "data"),
    State(Stores.FILTERS, "data"),
    prevent_initial_call=True,
)
def show_map_status(map_figure, layer, filters):
    """Say what the map shows, as soon as it has been redrawn."""
    offer = "For sale" if layer == "sale" else "To rent"
    return f"{offer}, {filters['min_rooms']} or more rooms"


@callback(Output("greeting", "children"), Input(Stores.SESSION, "data"))
def greet(session_id):
    """Greet the person who is signed in."""
    return f"Hello, {SESSIONS.get(session_id, 'guest')}"


@callback(
    Output("help_dialog", "open"),
    Input("help_button", "n_clicks"),
    State("help_dialog", "open"),
    prevent_initial_call=True,
)
def toggle_help(n_clicks, is_open):
    """Open the help, or close it."""
    return not is_open
