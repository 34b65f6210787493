"""Ids of the stores in the root layout, which every page reads."""


class Stores:
    """The `dcc.Store` components of the app."""

    MAP_FIGURE = "map_figure_data"
    CURVE_MAPPING = "map_curve_mapping_memory"
    MAP_SELECTION = "map_selection_memory"
    LOCATION = "location_data_memory"
    LAYER = "layer_selection_memory"
    FILTERS = "filters_selection_memory"
    CACHE_METADATA = "cache_data_metadata_memory"
    SEARCH_HISTORY = "search_history_memory"
    FAVOURITES = "favourites"
    CONTACT_REQUESTS = "contact_requests"
    SETTINGS = "settings"
    SESSION = "session_id"
