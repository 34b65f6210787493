"""The map: one trace of points for each kind of home."""

import plotly.graph_objects as go

from data import KINDS, Listing

COLOURS = dict(zip(KINDS, ["#1f6f8b", "#c8553d", "#6a994e", "#8e6c8a"]))
MAP_STYLES = {
    "Light": {"land": "#f4f1ea", "paper": "#ffffff"},
    "Dark": {"land": "#2b2f36", "paper": "#c9ced6"},
}


def hover_text(listing: Listing) -> str:
    """Return what is shown while the pointer rests on a point."""
    title = f"<b>{listing.kind}, {listing.rooms} rooms</b>"
    place = f"{listing.address}, {listing.district} ({listing.surface} m²)"
    return "<br>".join([title, place, *listing.description.split(". ")])


def empty_map() -> dict:
    """Return the map as it looks until the listings have arrived."""
    layout = {
        "title": {"text": "Loading…"},
        "clickmode": "event+select",
        "plot_bgcolor": MAP_STYLES["Light"]["land"],
        "paper_bgcolor": MAP_STYLES["Light"]["paper"],
        "height": 480,
        "margin": {"t": 50, "r": 10, "b": 40, "l": 60},
        "xaxis": {"range": [4.78, 4.91], "title": {"text": "Longitude"}},
        "yaxis": {"range": [45.70, 45.80], "title": {"text": "Latitude"}},
    }
    return {"data": [], "layout": layout}


def listing_map(listings: list[Listing], title: str) -> dict:
    """Draw the listings, a trace for each kind of home."""
    figure = go.Figure(layout=empty_map()["layout"])
    for kind in KINDS:
        homes = [listing for listing in listings if listing.kind == kind]
        figure.add_trace(
            go.Scatter(
                name=kind,
                mode="markers",
                x=[home.lon for home in homes],
                y=[home.lat for home in homes],
                hovertext=[hover_text(home) for home in homes],
                hoverinfo="text",
                marker={"size": 8, "color": COLOURS[kind]},
            )
        )
    figure.update_layout(title_text=title)
    return figure.to_dict()


def ids_by_curve(listings: list[Listing]) -> dict[str, list[str]]:
    """Return the ids of the listings behind the points of each trace."""
    return {
        str(curve): [listing.id for listing in listings if listing.kind == kind]
        for curve, kind in enumerate(KINDS)
    }
