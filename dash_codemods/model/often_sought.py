"""Words that rules look for in all files of a project, whether they concern Dash or not."""

from __future__ import annotations

CALLBACK_TABLES = ("callback_map", "_dash-update-component")
"""What stands in code that calls callbacks by their outputs: a test, say."""

HANDLER_WORDS = ("on_error", "_on_error")
"""What stands where an app is given a function that is told of failures."""

OTHER_RULES = ("DashProxy", "DashBlueprint", "DjangoDash", "MultiplexerTransform")
"""Names from packages in whose apps several callbacks may write one output without any flag."""

SERVER_HOOKS = (
    "before_request",
    "after_request",
    "teardown_request",
    "before_app_request",
    "after_app_request",
    "teardown_app_request",
    "after_this_request",
    "errorhandler",
    "app_errorhandler",
    "register_error_handler",
    "wsgi_app",
    "request_started",
    "request_finished",
    "request_tearing_down",
    "got_request_exception",
    "request_class",
    "view_functions",
    "preprocess_request",
    "dispatch_request",
    "full_dispatch_request",
    "log_exception",
    "LocalProxy",
    "Limiter",
    "key_func",
    "addFilter",
    "setLogRecordFactory",
    "before_send",
    "middleware",
    "add_middleware",
    "before_first_request",
    "before_app_first_request",
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "teardown_appcontext",
    "teardown_appcontext_funcs",
    "url_value_preprocessor",
    "app_url_value_preprocessor",
    "url_value_preprocessors",
    "context_processor",
    "app_context_processor",
    "template_context_processors",
    "appcontext_pushed",
    "appcontext_popped",
    "appcontext_tearing_down",
    "request_loader",
    "request_context",
    "request_hook",
    "response_hook",
    "open_session",
    "make_cache_key",
    "locale_selector",
    "localeselector",
    "timezone_selector",
    "structlog",
    "custom_data",
)
"""Where code is hung into a server: Flask's hooks and signals, WSGI, those of FastAPI, and what
is called whenever something is logged, asked for or counted."""

IMPORTERS = ("import_module", "__import__")
"""Functions that import a module whose name they are given."""

OFTEN_SOUGHT = (
    *CALLBACK_TABLES,
    "set_props",
    "wsgi",
    *HANDLER_WORDS,
)
"""Words that many rules look for in all files."""

ALSO_SOUGHT = ("prevent_initial_callbacks", "hooks")
"""Words that some rules look for there."""
