"""Values that a callback gets as a State and returns as they came.

`echoes` finds them in a function, `fixing` works out what it takes to return `no_update`.
"""
