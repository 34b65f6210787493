"""Stores that only hand a value on from the callbacks that write it to another output.

`reading` tells whether a function hands on what it gets, `candidates` finds such callbacks,
`stores` and `fixing` work out what it takes to do without them.
"""
