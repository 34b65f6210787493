"""The exit codes."""

DONE = 0
"""Changes made, or nothing to do."""
LEFT = 1
"""With --check: something is left to do."""
WRONG = 2
"""The command line, the configuration or a file was wrong."""
INTERRUPTED = 130
"""What shells report for a command that Ctrl-C ended."""
