"""What travels between browser and server: who writes a property, who waits for it, who reads it.

`writes` collects everything that may give a property a value, `graph` follows values from
callback to callback as Dash's renderer does, `values` says what a writer can write, `stores`
what is known of a `dcc.Store`.
"""
