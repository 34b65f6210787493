"""Results as text, diff and JSON. Nothing here prints: each format returns what is to be shown."""
