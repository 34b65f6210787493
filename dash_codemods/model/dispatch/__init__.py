"""Callbacks that ask what triggered them: what is left of a body for one trigger alone.

`triggers` works out expressions for a trigger, `remains` what is left of the body, `parts` which
triggers leave the same, and `splitting` makes callbacks of them, unless one of the `refusals`
forbids it.
"""
