"""A record as text for a terminal, a page for a browser, or JSON for a program."""
