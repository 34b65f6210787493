"""Callbacks that ask what triggered them: what is left of a body for one trigger alone.

`triggers` works out expressions for a trigger, `residues` what remains of the body, `parts`
which triggers have the same remains, and `splitting` makes callbacks of them.
"""
