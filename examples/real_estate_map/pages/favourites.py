"""The saved homes, and how to ask the agency about them."""

import dash
from dash import Input, Output, State, callback, dcc, html
from dash.exceptions import PreventUpdate

from components.listing_cards import listing_card
from data import LISTINGS
from ids import Stores

dash.register_page(__name__, path="/favourites", title="Favourites")

layout = html.Div(
    [
        html.Ul(id="favourites_list"),
        dcc.Input(id="remove_id", placeholder="Number, such as L0042"),
        html.Button("Remove", id="remove_favourite"),
        html.Button("Remove all", id="clear_favourites"),
        html.Hr(),
        html.Button("Ask for a viewing", id="ask_viewing"),
        html.Button("Ask for a call", id="ask_call"),
        html.P(id="contact_summary"),
    ]
)


@callback(
    Output("favourites_list", "children"),
    Input(Stores.FAVOURITES, "data"),
    Input(Stores.SETTINGS, "data"),
    State(Stores.MAP_SELECTION, "data"),
)
def list_favourites(favourites, settings, selected_ids):
    """List the saved homes.

    Args:
        favourites: the saved homes, in the order in which they were saved.
        settings: currency and density of the list.
        selected_ids: the homes that are selected on the map.

    Returns:
        An entry for each home, with its number and the visitor's note.
    """
    return [
        listing_card(
            LISTINGS[favourite["listing"]],
            settings,
            note=f"{favourite['listing']}, {favourite['note']}",
        )
        for favourite in favourites
    ]


@callback(
    Output(Stores.FAVOURITES, "data", allow_duplicate=True),
    Input("remove_favourite", "n_clicks"),
    State("remove_id", "value"),
    State(Stores.FAVOURITES, "data"),
    prevent_initial_call=True,
)
def remove_favourite(n_clicks, listing_id, favourites):
    """Remove a home, however often it was saved."""
    if not n_clicks:
        raise PreventUpdate
    remaining = [item for item in favourites if item["listing"] != listing_id]
    if len(remaining) == len(favourites):
        raise PreventUpdate
    return remaining


@callback(
    Output(Stores.FAVOURITES, "data", allow_duplicate=True),
    Input("clear_favourites", "n_clicks"),
    prevent_initial_call=True,
)
def clear_favourites(n_clicks):
    """Remove all homes."""
    if not n_clicks:
        raise PreventUpdate
    return []


# Both buttons count in one list: [viewings, calls].
@callback(
    Output(Stores.CONTACT_REQUESTS, "data", allow_duplicate=True),
    Input("ask_viewing", "n_clicks"),
    State(Stores.CONTACT_REQUESTS, "data"),
    prevent_initial_call=True,
)
def ask_for_viewing(n_clicks, contact_requests):
    """Count a request for a viewing."""
    if not n_clicks:
        raise PreventUpdate
    contact_requests[0] += 1
    return contact_requests


@callback(
    Output(Stores.CONTACT_REQUESTS, "data", allow_duplicate=True),
    Input("ask_call", "n_clicks"),
    State(Stores.CONTACT_REQUESTS, "data"),
    prevent_initial_call=True,
)
def ask_for_call(n_clicks, contact_requests):
    """Count a request for a call."""
    if not n_clicks:
        raise PreventUpdate
    contact_requests[1] += 1
    return contact_requests


@callback(Output("contact_summary", "children"), Input(Stores.CONTACT_REQUESTS, "data"))
def show_contact_requests(contact_requests):
    """Show what the agency was asked for."""
    viewings, calls = contact_requests
    return f"Asked for {viewings} viewings and {calls} calls"
