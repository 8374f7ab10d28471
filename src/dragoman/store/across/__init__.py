"""What the reports of a record have in common: ``join`` works it out, ``read`` answers from it.

``join`` is not imported here: it brings numpy, which answering needs none of.
"""
