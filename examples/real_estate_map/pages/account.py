"""Sign in, register, newsletter."""

import dash
from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from data import USERS, open_session

dash.register_page(__name__, path="/account", title="Account")

layout = html.Div(
    [
        html.H3("I have an account"),
        dcc.Input(id="login_email", type="email", placeholder="Email"),
        dcc.Input(id="login_password", type="password", placeholder="Password"),
        html.Button("Sign in", id="login_button"),
        html.P(id="login_message"),
        html.H3("I am new here"),
        dcc.Input(id="register_email", type="email", placeholder="Email"),
        dcc.Input(id="register_password", type="password", placeholder="Password"),
        dcc.Input(id="register_firstname", placeholder="First name"),
        dcc.Input(id="register_lastname", placeholder="Last name"),
        html.Button("Register", id="register_button"),
        html.P(id="register_message"),
        html.H3("Newsletter"),
        dcc.Input(id="newsletter_email", type="email", placeholder="Email"),
        html.Button("Subscribe", id="subscribe_button"),
        html.Button("Unsubscribe", id="unsubscribe_button"),
        html.P(id="newsletter_status"),
    ]
)


@callback(
    Output("session_id_login", "data"),
    Output("login_message", "children"),
    Output("session_id_register", "data"),
    Output("register_message", "children"),
    [
        Input("login_button", "n_clicks"),
        Input("register_button", "n_clicks"),
    ],
    [
        State("login_email", "value"),
        State("login_password", "value"),
        State("register_email", "value"),
        State("register_password", "value"),
        State("register_firstname", "value"),
        State("register_lastname", "value"),
    ],
    prevent_initial_call=True,
)
def user_identification_or_registration(
    login_clicks,
    register_clicks,
    username,
    password,
    new_email,
    new_password,
    firstname,
    lastname,
):
    """Handle the sign-in of a known user and the registration of a new one."""
    if ctx.triggered_id == "login_button":
        if not login_clicks:
            raise PreventUpdate
        known_password, name = USERS.get(username, (None, None))
        if name is None or password != known_password:
            return no_update, "Unknown email or wrong password", no_update, no_update
        return open_session(name), f"Signed in as {name}", no_update, no_update
    elif ctx.triggered_id == "register_button":
        if not register_clicks:
            raise PreventUpdate
        if not new_email or not new_password or new_email in USERS:
            return no_update, no_update, no_update, "Please choose another email"
        name = f"{firstname} {lastname}"
        USERS[new_email] = (new_password, name)
        return no_update, no_update, open_session(name), f"Welcome, {name}"


@callback(
    Output("session_id", "data"),
    Input("session_id_login", "data"),
    Input("session_id_register", "data"),
    prevent_initial_call=True,
)
def keep_session(session_id_login, session_id_register):
    """Keep the session that was opened last."""
    if ctx.triggered_id == "session_id_login":
        return session_id_login
    return session_id_register


@callback(
    Output("newsletter_status", "children"),
    Input("subscribe_button", "n_clicks"),
    State("newsletter_email", "value"),
    prevent_initial_call=True,
)
def subscribe(n_clicks, email):
    """Put an address on the mailing list."""
    return f"{email} will get our newsletter"


@callback(
    Output("newsletter_status", "children"),
    Input("unsubscribe_button", "n_clicks"),
    State("newsletter_email", "value"),
    prevent_initial_call=True,
)
def unsubscribe(n_clicks, email):
    """Take an address off the mailing list."""
    return f"{email} will not hear from us again"
