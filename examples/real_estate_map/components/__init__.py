"""Parts of the page that have callbacks of their own."""
