"""Search by street, filter by kind, jump to an address."""

from dash import Input, Output, State, callback, dcc, html
from dash.exceptions import PreventUpdate

from components.listing_cards import listing_card
from data import DISTRICTS, KINDS, find
from ids import Stores

RESULTS_SHOWN = 5


def layout() -> html.Div:
    """Return the controls and the results below them."""
    return html.Div(
        [
            dcc.Input(id="search_text", placeholder="Street or district"),
            html.Button("Search", id="search_button"),
            dcc.RadioItems(KINDS, id="kind_filter", inline=True),
            dcc.Input(id="address_input", placeholder="Go to a district"),
            html.Button("Locate", id="locate_button"),
            html.P(id="search_history"),
            html.Div(id="results_container"),
        ],
        className="search",
    )


@callback(
    Output("results_container", "children", allow_duplicate=True),
    Input("search_button", "n_clicks"),
    State("search_text", "value"),
    State(Stores.LAYER, "data"),
    State(Stores.SETTINGS, "data"),
    prevent_initial_call=True,
)
def search_results(n_clicks, text, layer, settings):
    """Show the homes whose address contains the text."""
    if not text:
        raise PreventUpdate
    homes = find(layer, text=text)
    return [
        html.H4(f"{len(homes)} results for “{text}”"),
        html.Ul([listing_card(home, settings) for home in homes[:RESULTS_SHOWN]]),
    ]


@callback(
    Output("results_container", "children", allow_duplicate=True),
    Input("kind_filter", "value"),
    State(Stores.LAYER, "data"),
    State(Stores.SETTINGS, "data"),
    prevent_initial_call=True,
)
def filter_results(kind, layer, settings):
    """Show the homes of one kind."""
    if kind is None:
        raise PreventUpdate
    homes = find(layer, kind=kind)
    return [
        html.H4(f"{kind}: {len(homes)} homes"),
        html.Ul([listing_card(home, settings) for home in homes[:RESULTS_SHOWN]]),
    ]


@callback(
    Output(Stores.SEARCH_HISTORY, "data"),
    Input("search_button", "n_clicks"),
    State("search_text", "value"),
    State(Stores.SEARCH_HISTORY, "data"),
    prevent_initial_call=True,
)
def remember_search(n_clicks, text, history):
    """Keep what was searched for."""
    if not n_clicks or not text:
        raise PreventUpdate
    history = history or []
    history.append(text)
    return history


@callback(Output("search_history", "children"), Input(Stores.SEARCH_HISTORY, "data"))
def show_history(history):
    """Show the searches of this visit."""
    return "Searched for: " + ", ".join(history) if history else ""


@callback(
    output=Output(Stores.LOCATION, "data"),
    inputs={"n_clicks": Input("locate_button", "n_clicks")},
    state={
        "address": State("address_input", "value"),
        "layer": State(Stores.LAYER, "data"),
        "map_figure": State(Stores.MAP_FIGURE, "data"),
    },
    prevent_initial_call=True,
)
def locate_address(n_clicks, address, layer, map_figure):
    """Find the district of an address, and the homes there."""
    if not n_clicks or not address:
        raise PreventUpdate
    district = next((d for d in DISTRICTS if d.lower() in address.lower()), None)
    if district is None:
        raise PreventUpdate
    return {"district": district, "ids": [x.id for x in find(layer, text=district)]}
