"""The map of the homes, and what can be done with a selection."""

import dash
from dash import Input, Output, State, callback, clientside_callback, ctx, dcc, html
from dash.exceptions import PreventUpdate

from components import details_modal, search_panel
from data import find
from figures import MAP_STYLES, empty_map, ids_by_curve, listing_map
from ids import Stores

dash.register_page(__name__, path="/", title="Map")

OFFERS = [{"label": "For sale", "value": "sale"}, {"label": "To rent", "value": "rent"}]


def layout() -> html.Div:
    """Return the map page."""
    controls = [
        dcc.RadioItems(
            OFFERS, "sale", id="layer", persistence=True, persistence_type="memory"
        ),
        dcc.Input(id="min_rooms", type="number", min=1, max=6, placeholder="Rooms"),
        dcc.RadioItems(list(MAP_STYLES), "Light", id="map_style", inline=True),
        html.Label(["Note: ", dcc.Input(id="favourite_note", value="to visit")]),
        html.Button("Save to favourites", id="save_favourite"),
    ]
    return html.Div(
        [
            html.Div(controls, className="controls"),
            html.P(id="map_summary"),
            dcc.Graph(id="map", figure=empty_map(), config={"displayModeBar": False}),
            details_modal.layout(),
            search_panel.layout(),
        ]
    )


# ---------------------------------------------------------------- what is shown
@callback(
    Output(Stores.LAYER, "data"),
    Input("layer", "value"),
    State(Stores.LAYER, "data"),
    prevent_initial_call=True,
)
def choose_layer(layer, current):
    """Switch between homes for sale and homes to rent."""
    if layer == current:  # back from another page
        raise PreventUpdate
    return layer


@callback(
    Output(Stores.FILTERS, "data"),
    Input("min_rooms", "value"),
    State(Stores.FILTERS, "data"),
    prevent_initial_call=True,
)
def choose_min_rooms(min_rooms, filters):
    """Leave small homes out; an empty field keeps the last choice."""
    if min_rooms is None:
        return filters
    filters["min_rooms"] = min_rooms
    return filters


@callback(
    [Output(Stores.MAP_FIGURE, "data"), Output(Stores.CURVE_MAPPING, "data")],
    [Input(Stores.LAYER, "data"), Input(Stores.FILTERS, "data")],
)
def draw_map(layer, filters):
    """Draw the map of the chosen homes."""
    homes = find(layer, min_rooms=filters["min_rooms"])
    figure = listing_map(homes, title=f"{len(homes)} homes in Lyon")
    return figure, ids_by_curve(homes)


clientside_callback(
    """function (figure) {
        return figure || window.dash_clientside.no_update;
    }""",
    Output("map", "figure"),
    Input(Stores.MAP_FIGURE, "data"),
)


@callback(
    Output("map", "figure", allow_duplicate=True),
    Input("map_style", "value"),
    State("map", "figure"),
    prevent_initial_call=True,
)
def restyle_map(style, figure):
    """Change the colours of the map."""
    figure["layout"]["plot_bgcolor"] = MAP_STYLES[style]["land"]
    figure["layout"]["paper_bgcolor"] = MAP_STYLES[style]["paper"]
    return figure


# ---------------------------------------------------------------- the selection
@callback(
    Output(Stores.MAP_SELECTION, "data"),
    [
        Input("map", "selectedData"),
        Input(Stores.LOCATION, "data"),
        Input(Stores.LAYER, "data"),
    ],
    [
        State(Stores.CURVE_MAPPING, "data"),
        State(Stores.MAP_SELECTION, "data"),
        State(Stores.MAP_FIGURE, "data"),
    ],
    prevent_initial_call=True,
)
def store_map_selection(
    selected_data, location, layer, curve_mapping, selected_ids, figure_data
):
    """Store the ids of the homes that are selected, on the map or by address."""
    if ctx.triggered_id == Stores.LAYER:
        return []
    if ctx.triggered_id == Stores.LOCATION:
        return location["ids"]
    if not selected_data:  # the page was opened again
        return selected_ids
    return [
        curve_mapping[str(point["curveNumber"])][point["pointIndex"]]
        for point in selected_data["points"]
    ]


@callback(
    Output(Stores.CACHE_METADATA, "data"),
    [
        Input(Stores.MAP_FIGURE, "data"),
        Input(Stores.MAP_SELECTION, "data"),
        Input(Stores.LOCATION, "data"),
    ],
    State(Stores.LAYER, "data"),
    State(Stores.FILTERS, "data"),
    prevent_initial_call=True,
)
def update_cache_data_metadata_memory(fig_data, selected_ids, location, layer, filters):
    """Update the description of what is on the screen."""
    return {
        "layer": layer,
        "min_rooms": filters["min_rooms"],
        "district": location["district"] if location else "all of Lyon",
        "selected": len(selected_ids),
    }


@callback(Output("map_summary", "children"), Input(Stores.CACHE_METADATA, "data"))
def show_summary(metadata):
    """Describe the view in one line."""
    if metadata is None:
        return "Waiting for the map…"
    return (
        f"{metadata['district']}: {metadata['layer']}, {metadata['min_rooms']}+ rooms,"
        f" {metadata['selected']} selected"
    )


@callback(
    Output(Stores.FAVOURITES, "data"),
    Input("save_favourite", "n_clicks"),
    [
        State("favourite_note", "value"),
        State(Stores.MAP_SELECTION, "data"),
        State(Stores.FAVOURITES, "data"),
    ],
    prevent_initial_call=True,
)
def save_favourite(n_clicks, note, selected_ids, favourites):
    """Add the first selected home to the favourites."""
    if not n_clicks or not selected_ids:
        raise PreventUpdate
    favourites.append({"listing": selected_ids[0], "note": note})
    return favourites
