"""Read-modify-write: what a function does to a value that it gets and returns.

`analyse` follows the value of one State through the function's body and says, for every
statement, whether it reads the value, changes it in a way that a `dash.Patch` can, or does
something else with it. Everything works on the syntax tree; nothing is run.

The statements that mean the same on a Patch are those that Dash's own `actions/patch.ts`
(dash-renderer) and `_patch.py` make so; each was tried against Python's result in a browser.
"""
