"""How much a request may bring, in bytes."""

FORM = 1 << 20  # of a form
SENT = {"/upload": 32 << 20}  # of one that brings files, by its path
