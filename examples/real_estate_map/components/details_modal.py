"""The dialog with everything about the selected homes."""

from dash import Input, Output, State, callback, ctx, html

from components.listing_cards import listing_card
from data import LISTINGS
from ids import Stores


def layout() -> html.Div:
    """Return the button and the dialog that it opens."""
    return html.Div(
        [
            html.Button("Details of the selection", id="details_open"),
            html.Dialog(
                [
                    html.Ul(id="details_body"),
                    html.Button("Close", id="details_close"),
                ],
                id="details_modal",
                open=False,
            ),
        ]
    )


@callback(
    Output("details_modal", "open"),
    [Input("details_open", "n_clicks"), Input("details_close", "n_clicks")],
    [State("details_modal", "open")],
    prevent_initial_call=True,
)
def show_details(open_clicks, close_clicks, is_open):
    """Open or close the dialog."""
    if ctx.triggered_id == "details_open":
        return True
    return False


@callback(
    Output("details_body", "children"),
    Input(Stores.MAP_SELECTION, "data"),
    Input(Stores.SETTINGS, "data"),
    State(Stores.FILTERS, "data"),
)
def describe_selection(selected_ids, settings, filters):
    """List the selected homes, the cheapest first."""
    if not selected_ids:
        return [html.Li("Nothing is selected.")]
    homes = sorted((LISTINGS[i] for i in selected_ids), key=lambda home: home.price)
    return [listing_card(home, settings) for home in homes]
