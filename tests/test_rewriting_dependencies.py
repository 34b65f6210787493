"""Dependencies go, whatever their layout; what they leave empty goes too."""

from __future__ import annotations

from textwrap import dedent

import pytest
from test_rewriting_harness import PATH, at, call_span, check, without

from dash_codemods.model.edits import RemoveDependency
from dash_codemods.rewriting import CannotRewrite, rewrite

CASES = {
    "one a line, in the middle": (
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks"),
            State("old", "data"),
            prevent_initial_call=True,
        )
        def update(n_clicks, old):
            return n_clicks
        """,
        ['State("old", "data")', "def old"],
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks"),
            prevent_initial_call=True,
        )
        def update(n_clicks):
            return n_clicks
        """,
    ),
    "the last, with a trailing comma": (
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks"),
            State("old", "data"),
        )
        def update(n_clicks, old): ...
        """,
        ['State("old", "data")'],
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks"),
        )
        def update(n_clicks, old): ...
        """,
    ),
    "the last, without a trailing comma": (
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks"),  # the button
            State("old", "data")  # gone
        )
        def update(n_clicks, old): ...
        """,
        ['State("old", "data")'],
        """
        @callback(
            Output("out", "children"),
            Input("button", "n_clicks")  # the button
        )
        def update(n_clicks, old): ...
        """,
        ["# gone"],
    ),
    "all on one line": (
        """
        @app.callback(Output("a", "b"), [Input("c", "d")], [State("e", "f"), State("g", "h")])
        def update(c, e, g): return c
        """,
        ['State("e", "f")', "def e"],
        """
        @app.callback(Output("a", "b"), [Input("c", "d")], [State("g", "h")])
        def update(c, g): return c
        """,
    ),
    "a list that is emptied": (
        """
        @app.callback(Output("a", "b"), [Input("c", "d")], [State("e", "f"), State("g", "h")])
        def update(c, e, g): return c
        """,
        ['State("e", "f")', 'State("g", "h")', "def e", "def g"],
        """
        @app.callback(Output("a", "b"), [Input("c", "d")])
        def update(c): return c
        """,
    ),
    "hugging brackets": (
        """
        @app.callback(Output('a', 'children'),
                      [Input('b', 'value'),
                       Input('c', 'value')],
                      [State('d', 'data')])
        def update(b, c, d):
            return b
        """,
        ["Input('b', 'value')", "State('d', 'data')"],
        """
        @app.callback(Output('a', 'children'),
                      [Input('c', 'value')])
        def update(b, c, d):
            return b
        """,
    ),
    "hugging brackets, the last of several": (
        """
        @app.callback([Output('a', 'children')],
                      [Input('b', 'value'),
                       Input('c', 'value')],  # two
                      [State('d', 'data'),
                       State('e', 'data')])
        def update(b, c, d, e):
            return b
        """,
        ["Input('c', 'value')", "State('e', 'data')"],
        """
        @app.callback([Output('a', 'children')],
                      [Input('b', 'value')],  # two
                      [State('d', 'data')])
        def update(b, c, d, e):
            return b
        """,
    ),
    "the first behind the opening bracket": (
        """
        @app.callback(State('d', 'data'),
                      Input('b', 'value'))
        def update(b): ...
        """,
        ["State('d', 'data')"],
        """
        @app.callback(Input('b', 'value'))
        def update(b): ...
        """,
    ),
    "the first behind the opening bracket, with comments": (
        """
        @app.callback(State('d', 'data'),  # about d
                      # about b
                      Input('b', 'value'))
        def update(b): ...
        """,
        ["State('d', 'data')"],
        """
        @app.callback(
                      # about b
                      Input('b', 'value'))
        def update(b): ...
        """,
        ["# about d"],
    ),
    "the last before a hugging bracket, with comments": (
        """
        @app.callback(Input('b', 'value'),  # about b
                      State('d', 'data'))
        def update(b): ...
        """,
        ["State('d', 'data')"],
        """
        @app.callback(Input('b', 'value')  # about b
                      )
        def update(b): ...
        """,
    ),
    "two on a line": (
        """
        @callback(
            Output("a", "b"),
            Input("c", "d"), State("e", "f"),  # both
            State("g", "h"), State("i", "j")  # these two
        )
        def update(c, e, g, i): ...
        """,
        ['State("e", "f")', 'State("i", "j")'],
        """
        @callback(
            Output("a", "b"),
            Input("c", "d"),  # both
            State("g", "h")  # these two
        )
        def update(c, e, g, i): ...
        """,
    ),
    "all of two on a line": (
        """
        @callback(
            Output("a", "b"),
            Input("c", "d"), State("e", "f"),  # both
            State("g", "h"), State("i", "j"),
        )
        def update(c, e, g, i): ...
        """,
        ['Input("c", "d")', 'State("e", "f")'],
        """
        @callback(
            Output("a", "b"),
            State("g", "h"), State("i", "j"),
        )
        def update(c, e, g, i): ...
        """,
        ["# both"],
    ),
    "comments in every place": (
        """
        # above
        @callback(  # opening
            # first
            Output("a", "b"),  # about a
            # second

            # third
            Input("c", "d"),  # about c
            # fourth
            State(  # five
                # six
                "e",  # seven
                "f",
            ),  # eight
            # nine
        )  # ten
        # eleven
        def update(  # twelve
            # thirteen
            c,  # fourteen
            # fifteen
            e=1,  # sixteen
            # seventeen
        ):  # eighteen
            # nineteen
            return c  # twenty
        """,
        ['State(  # five\n        # six\n        "e",  # seven\n        "f",\n    )', "def e"],
        """
        # above
        @callback(  # opening
            # first
            Output("a", "b"),  # about a
            # second

            # third
            Input("c", "d"),  # about c
            # fourth
            # nine
        )  # ten
        # eleven
        def update(  # twelve
            # thirteen
            c,  # fourteen
            # fifteen
            # seventeen
        ):  # eighteen
            # nineteen
            return c  # twenty
        """,
        ["# five", "# six", "# seven", "# eight", "# sixteen"],
    ),
    "a comment above that names it alone": (
        """
        @callback(
            Output("a", "b"),
            # the session-store is
            # read for nothing
            State("session-store", "data"),
            # both user-store and
            # theme-store
            State("user-store", "data"),
            State("theme-store", "data"),
        )
        def update(session, user, theme): ...
        """,
        ['State("session-store", "data")', 'State("user-store", "data")'],
        """
        @callback(
            Output("a", "b"),
            # both user-store and
            # theme-store
            State("theme-store", "data"),
        )
        def update(session, user, theme): ...
        """,
        ["# the session-store is", "# read for nothing"],
    ),
    "commented-out dependencies stay": (
        """
        @callback(
            Output("a", "b"),
            # Input("x", "value"),
            Input("c", "d"),
            # State("y", "value"),
            State("e", "f"),
        )
        def update(c, e): ...
        """,
        ['State("e", "f")'],
        """
        @callback(
            Output("a", "b"),
            # Input("x", "value"),
            Input("c", "d"),
            # State("y", "value"),
        )
        def update(c, e): ...
        """,
    ),
    "blank lines between groups": (
        """
        @callback(
            Output("a", "b"),

            Input("c", "d"),

            State("e", "f"),
            State("g", "h"),
        )
        def update(c, e, g): ...
        """,
        ['Input("c", "d")', 'State("g", "h")'],
        """
        @callback(
            Output("a", "b"),

            State("e", "f"),
        )
        def update(c, e, g): ...
        """,
    ),
    "a blank line before a last one": (
        """
        @callback(
            Output("a", "b"),
            Input("c", "d"),

            State("e", "f")
        )
        def update(c, e, g): ...
        """,
        ['State("e", "f")'],
        """
        @callback(
            Output("a", "b"),
            Input("c", "d")
        )
        def update(c, e, g): ...
        """,
    ),
    "keywords with lists": (
        """
        @callback(
            output=Output("a", "b"),
            inputs=[Input("c", "d")],
            state=[
                State("e", "f"),
                State("g", "h"),
            ],
        )
        def update(c, e, g): ...
        """,
        ['State("e", "f")', 'State("g", "h")'],
        """
        @callback(
            output=Output("a", "b"),
            inputs=[Input("c", "d")],
        )
        def update(c, e, g): ...
        """,
    ),
    "comments in what is emptied": (
        """
        @callback(
            Output("a", "b"),
            # the states
            state=[  # for now
                # State("y", "value"),
                {
                    # the old-one
                    "e": State("old-one", "data"),  # e
                    # "f": State("z", "value"),

                    # end of dict
                },
                # end
            ],  # states
            prevent_initial_call=True,
        )
        def update(c, e, g): ...
        """,
        ['State("old-one", "data")'],
        """
        @callback(
            Output("a", "b"),
            # the states
            # State("y", "value"),
            # "f": State("z", "value"),
            prevent_initial_call=True,
        )
        def update(c, e, g): ...
        """,
        ["# the old-one", "# for now", "# e", "# states", "# end of dict", "# end"],
    ),
    "dict(...)": (
        """
        @callback(
            output=dict(x=Output("a", "b")),
            inputs=dict(c=Input("c", "d"), e=Input("e", "f")),
            state=dict(g=State("g", "h")),
        )
        def update(c, e, g): ...
        """,
        ['Input("e", "f")', 'State("g", "h")'],
        """
        @callback(
            output=dict(x=Output("a", "b")),
            inputs=dict(c=Input("c", "d")),
        )
        def update(c, e, g): ...
        """,
    ),
    "a dict display": (
        """
        @callback(
            output={"x": Output("a", "b")},
            inputs={
                "c": Input("c", "d"),
                "group": {"e": Input("e", "f")},  # grouped
            },
            state={"g": (State("g", "h"), State("i", "j"))},
        )
        def update(c, group, g): ...
        """,
        ['Input("e", "f")', 'State("i", "j")'],
        """
        @callback(
            output={"x": Output("a", "b")},
            inputs={
                "c": Input("c", "d"),
            },
            state={"g": (State("g", "h"),)},
        )
        def update(c, group, g): ...
        """,
        ["# grouped"],
    ),
    "one left in a tuple": (
        """
        @callback(Output("a", "b"), (Input("c", "d"), Input("e", "f")))
        def update(c, e): ...
        """,
        ['Input("e", "f")'],
        """
        @callback(Output("a", "b"), (Input("c", "d"),))
        def update(c, e): ...
        """,
    ),
    "one left in a tuple, one a line": (
        """
        @callback(
            Output("a", "b"),
            (
                Input("c", "d"),  # c
                Input("e", "f")  # e
            )
        )
        def update(c, e): ...
        """,
        ['Input("e", "f")'],
        """
        @callback(
            Output("a", "b"),
            (
                Input("c", "d"),  # c
            )
        )
        def update(c, e): ...
        """,
        ["# e"],
    ),
    "a tuple of one": (
        """
        @callback(Output("a", "b"), Input("c", "d"), (State("e", "f"),))
        def update(c, e): ...
        """,
        ['State("e", "f")'],
        """
        @callback(Output("a", "b"), Input("c", "d"))
        def update(c, e): ...
        """,
    ),
    "nested lists": (
        """
        @callback(Output("a", "b"), [[Input("c", "d")], [[Input("e", "f")], Input("g", "h")]])
        def update(c, e): ...
        """,
        ['Input("e", "f")'],
        """
        @callback(Output("a", "b"), [[Input("c", "d")], [Input("g", "h")]])
        def update(c, e): ...
        """,
    ),
    "the list of all inputs": (
        """
        @callback(Output("a", "b"), inputs=[Input("c", "d")], state=[State("e", "f")])
        def update(c, e): ...
        """,
        ['State("e", "f")', 'Input("c", "d")'],
        """
        @callback(Output("a", "b"))
        def update(c, e): ...
        """,
    ),
    "everything": (
        """
        @callback(
            Input("c", "d"),
            [State("e", "f")],
        )
        def update(c, e): ...
        """,
        ['State("e", "f")', 'Input("c", "d")'],
        """
        @callback()
        def update(c, e): ...
        """,
    ),
    "commas first": (
        """
        @callback(
              Output("a", "b")
            , Input("c", "d")  # about c
            , State("e", "f")  # about e
        )
        def update(c, e): ...
        """,
        ['State("e", "f")', 'Output("a", "b")'],
        """
        @callback(
              Input("c", "d")  # about c
        )
        def update(c, e): ...
        """,
        ["# about e"],
    ),
    "in parentheses": (
        """
        @callback(
            Output("a", "b"),
            (Input("c", "d")),
            (  # why
                State("e", "f")
            ),
        )
        def update(c, e): ...
        """,
        ['State("e", "f")'],
        """
        @callback(
            Output("a", "b"),
            (Input("c", "d")),
        )
        def update(c, e): ...
        """,
        ["# why"],
    ),
    "backslashes": (
        """
        @callback(Output("a", "b"), \\
                  Input("c", "d"), \\
                  State("e", "f"))
        def update(c, e): ...
        """,
        ['Input("c", "d")'],
        """
        @callback(Output("a", "b"), \\
                  State("e", "f"))
        def update(c, e): ...
        """,
    ),
    "dict ids, wildcards and f-strings": (
        """
        def register(app, prefix):
            for name in ("ä", "ö"):
                @app.callback(
                    Output({"type": f"{prefix}-out", "index": MATCH}, "children"),
                    Input({"type": f"{prefix}-in", "index": MATCH}, "value"),
                    State(f"größe-{name}", "data"), State("日本", "data"),  # ключ
                    prevent_initial_call=True)
                def update(value, size, japan):
                    return value
        """,
        ['State(f"größe-{name}", "data")', "def size"],
        """
        def register(app, prefix):
            for name in ("ä", "ö"):
                @app.callback(
                    Output({"type": f"{prefix}-out", "index": MATCH}, "children"),
                    Input({"type": f"{prefix}-in", "index": MATCH}, "value"),
                    State("日本", "data"),  # ключ
                    prevent_initial_call=True)
                def update(value, japan):
                    return value
        """,
    ),
    "in a method": (
        """
        class Page:
            def register(self, app):
                if app:
                    with self.lock:
                        @app.callback(Output(self.id("out"), "children"),
                                      Input(self.id("in"), "value"),
                                      [State(self.id("old"), "data")])  # pylint: disable=x
                        def update(value, old):
                            return value
        """,
        ['State(self.id("old"), "data")', "def old"],
        """
        class Page:
            def register(self, app):
                if app:
                    with self.lock:
                        @app.callback(Output(self.id("out"), "children"),
                                      Input(self.id("in"), "value"))  # pylint: disable=x
                        def update(value):
                            return value
        """,
    ),
    "in a class body, with other decorators": (
        """
        class Plugin:
            @staticmethod
            @callback(
                Output("a", "b"),
                Input("c", "d"),
                State("e", "f"),
            )
            # between
            @cache.memoize(timeout=5)

            async def update(c: int, e: str | None = None) -> str:
                return c
        """,
        ['State("e", "f")'],
        """
        class Plugin:
            @staticmethod
            @callback(
                Output("a", "b"),
                Input("c", "d"),
            )
            # between
            @cache.memoize(timeout=5)

            async def update(c: int, e: str | None = None) -> str:
                return c
        """,
    ),
    "a decorator in parentheses": (
        """
        @(  # opening
            callback(
                Output("a", "b"),
                State("e", "f"),
            )
        )
        @ cached
        def update(c): ...
        """,
        ['State("e", "f")'],
        """
        @(  # opening
            callback(
                Output("a", "b"),
            )
        )
        @ cached
        def update(c): ...
        """,
    ),
    "applied as a call": (
        """
        for name in names:
            callback(Output(name, "b"), [Input(name, "c")], [State("e", "f")])(update)  # noqa
        """,
        ['State("e", "f")'],
        """
        for name in names:
            callback(Output(name, "b"), [Input(name, "c")])(update)  # noqa
        """,
    ),
    "after an else": (
        """
        if a:
            pass
        elif callback(Output("a", "b"), [State("e", "f")]):
            pass
        """,
        ['State("e", "f")'],
        """
        if a:
            pass
        elif callback(Output("a", "b")):
            pass
        """,
    ),
    "on a shared line": (
        """
        if a: x = 1; callback(Output("a", "b"), State("e", "f"))(f); y = 2  # shared
        """,
        ['State("e", "f")'],
        """
        if a: x = 1; callback(Output("a", "b"))(f); y = 2  # shared
        """,
    ),
    "below a star": (
        """
        callback(Output("a", "b"), *[Input("c", "d"), State("e", "f")], **options)
        """,
        ['State("e", "f")'],
        """
        callback(Output("a", "b"), *[Input("c", "d")], **options)
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["plain", "windows", "no last line end", "form feed before"])
def test_removing_dependencies(name: str, form: str) -> None:
    text, needles, expected, *dropped = CASES[name]
    before, after = dedent(text).lstrip("\n"), dedent(expected).lstrip("\n")
    if "async" in before:
        needles = [needle for needle in needles if not needle.startswith("def ")]
    if form == "windows":
        before, after = before.replace("\n", "\r\n"), after.replace("\n", "\r\n")
        needles = [needle.replace("\n", "\r\n") for needle in needles]
    elif form == "no last line end":
        before, after = before.rstrip("\n"), after.rstrip("\n")
    elif form == "form feed before":
        before, after = "x = 1\n\f\n" + before, "x = 1\n\f\n" + after
    check(before, without(before, *needles), after, *dropped)


@pytest.mark.parametrize("indent", ["\t", "  ", "        "])
def test_other_indentation(indent: str) -> None:
    text, needles, expected, *_ = CASES["in a method"]
    before = dedent(text).lstrip("\n").replace("    ", indent)
    check(before, without(before, *needles), dedent(expected).lstrip("\n").replace("    ", indent))


def test_a_byte_order_mark_is_none_of_the_columns() -> None:
    text = 'callback(Output("a", "b"), State("e", "f"))(f)\n'
    edits = without(text, 'State("e", "f")')
    assert rewrite("\ufeff" + text, edits).text == '\ufeffcallback(Output("a", "b"))(f)\n'


def test_mixed_line_ends_stay_where_they_are() -> None:
    text = (
        '@callback(\r\n    Output("a", "b"),\n    State("c", "d"),\r\n    State("e", "f"),\n)\r\n'
    )
    text += "def update(a): return 1\n"
    expected = text.replace('    State("c", "d"),\r\n', "")
    check(text, without(text, 'State("c", "d")'), expected)


@pytest.mark.parametrize(
    "text",
    [
        'callback(Output("a", "b"), State("e", "f") if x else State("g", "h"))(f)\n',
        'callback(Output("a", "b"), [State("e", "f")] + states)(f)\n',
        'callback(Output("a", "b"), wrap(State("e", "f")))(f)\n',
        'callback(Output("a", "b"), [State("e", "f") for x in y])(f)\n',
    ],
)
def test_what_cannot_lose_a_dependency(text: str) -> None:
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, without(text, 'State("e", "f")'))
    assert (error.value.reason, error.value.line) == ("not-listed", 1)


def test_the_dependency_must_be_there() -> None:
    text = 'callback(Output("a", "b"))(f)\ng(State("e", "f"))\n'
    edit = RemoveDependency(PATH, call_span(text), at(text, 'State("e", "f")'))
    with pytest.raises(CannotRewrite):
        rewrite(text, [edit])


def test_line_ends_that_libcst_does_not_keep() -> None:
    text = 'callback(\r    Output("a", "b"),\f\r    State("e", "f"),\r)(f)\r'
    edits = [RemoveDependency(PATH, call_span(text), at(text, 'State("e", "f")'))]
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, edits)
    assert error.value.reason == "line-ends"
