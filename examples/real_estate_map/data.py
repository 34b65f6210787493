"""The listings, and the people who look at them.

Everything is generated from a fixed seed, so every start shows the same town.
"""

import random
import uuid
from dataclasses import dataclass

DISTRICTS = {
    "Bellecour": (4.832, 45.757),
    "Confluence": (4.818, 45.741),
    "Croix-Rousse": (4.829, 45.776),
    "Gerland": (4.838, 45.729),
    "Monplaisir": (4.871, 45.744),
    "Part-Dieu": (4.858, 45.761),
}
KINDS = ["Apartment", "House", "Loft", "Studio"]
STREETS = ["Allée des Tilleuls", "Montée du Moulin", "Quai des Brumes", "Rue Neuve"]
FEATURES = [
    "bright living room facing the courtyard, with the original parquet floor",
    "fitted kitchen that opens onto a balcony of some eight square metres",
    "two minutes from the metro, the market hall and the municipal library",
    "cellar and a bicycle room; a parking space can be rented in the street",
    "double glazing throughout and a condensing boiler installed last winter",
    "quiet at night, since the windows of both bedrooms look onto the gardens",
]
EUR_TO_CHF = 0.95


@dataclass(frozen=True)
class Listing:
    """A home for sale or to rent."""

    id: str
    offer: str
    kind: str
    rooms: int
    surface: int
    price: int
    district: str
    address: str
    lon: float
    lat: float
    description: str


def _make_listing(rng: random.Random, number: int) -> Listing:
    offer = "sale" if number % 2 else "rent"
    kind = rng.choice(KINDS)
    rooms = 1 if kind == "Studio" else rng.randint(2, 6)
    surface = 14 + rooms * rng.randint(13, 24)
    district, (lon, lat) = rng.choice(list(DISTRICTS.items()))
    return Listing(
        id=f"L{number:04d}",
        offer=offer,
        kind=kind,
        rooms=rooms,
        surface=surface,
        price=surface * (rng.randint(38, 62) * 100 if offer == "sale" else 17),
        district=district,
        address=f"{rng.randint(1, 140)} {rng.choice(STREETS)}",
        lon=round(rng.gauss(lon, 0.009), 5),
        lat=round(rng.gauss(lat, 0.007), 5),
        description=". ".join(rng.sample(FEATURES, 4)) + ".",
    )


def _make_listings(count: int = 2000, seed: int = 69002) -> dict[str, Listing]:
    rng = random.Random(seed)
    listings = [_make_listing(rng, number) for number in range(1, count + 1)]
    return {listing.id: listing for listing in listings}


LISTINGS = _make_listings()


def find(
    offer: str, min_rooms: int = 1, kind: str | None = None, text: str = ""
) -> list[Listing]:
    """Return the listings of an offer that pass the given filters."""
    text = text.strip().lower()
    return [
        listing
        for listing in LISTINGS.values()
        if listing.offer == offer
        and listing.rooms >= min_rooms
        and kind in (None, listing.kind)
        and text in f"{listing.address} {listing.district}".lower()
    ]


def format_price(listing: Listing, settings: dict) -> str:
    """Write a price in the currency that the visitor chose."""
    amount = listing.price
    if settings["currency"] == "CHF":
        amount = round(amount * EUR_TO_CHF)
    unit = settings["currency"] + (" a month" if listing.offer == "rent" else "")
    return f"{amount:,} {unit}"


USERS = {"camille@example.org": ("lumiere", "Camille Durand")}
SESSIONS: dict[str, str] = {}


def open_session(name: str) -> str:
    """Start a session for a person and return its id."""
    session_id = str(uuid.uuid4())
    SESSIONS[session_id] = name
    return session_id
