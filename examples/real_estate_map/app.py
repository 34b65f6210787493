"""Homes in Lyon on a map: `python app.py`, then open http://127.0.0.1:8050."""

import sys

import dash
from dash import Dash, dcc, html

from components import header, settings_bar
from ids import Stores

app = Dash(__name__, use_pages=True, title="Lyon homes", update_title=None)

app.layout = html.Div(
    [
        # the map as it was drawn last, with the hover texts: some 400 kB
        dcc.Store(id=Stores.MAP_FIGURE),
        dcc.Store(id=Stores.CURVE_MAPPING),
        dcc.Store(id=Stores.MAP_SELECTION, data=[]),
        dcc.Store(id=Stores.LOCATION),
        dcc.Store(id=Stores.LAYER, data="sale"),
        dcc.Store(id=Stores.FILTERS, data={"min_rooms": 1}),
        dcc.Store(id=Stores.CACHE_METADATA),
        dcc.Store(id=Stores.SEARCH_HISTORY),
        dcc.Store(id=Stores.FAVOURITES, data=[]),
        dcc.Store(id=Stores.CONTACT_REQUESTS, data=[0, 0]),  # viewings, calls
        dcc.Store(id=Stores.SETTINGS, data={"currency": "EUR", "compact": False}),
        # who is signed in, and how they got here
        dcc.Store(id=Stores.SESSION),
        dcc.Store(id="session_id_login"),
        dcc.Store(id="session_id_register"),
        header.layout(),
        settings_bar.layout(),
        dash.page_container,
    ]
)

settings_bar.register_callbacks(app)


if __name__ == "__main__":
    # the validator complains about the newsletter buttons of the account page
    app.run(debug="--debug" in sys.argv, dev_tools_validate_callbacks=False)
