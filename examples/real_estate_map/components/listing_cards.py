"""How a listing looks in a list."""

from dash import html

from data import Listing, format_price


def listing_card(listing: Listing, settings: dict, note: str = "") -> html.Li:
    """Return one entry of a list; compact ones leave the details out."""
    text = f"{listing.kind} in {listing.district}, {format_price(listing, settings)}"
    if not settings["compact"]:
        text += f": {listing.rooms} rooms, {listing.surface} m², {listing.address}"
    return html.Li(f"{text} ({note})" if note else text, className="card")
