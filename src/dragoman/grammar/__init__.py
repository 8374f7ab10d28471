"""Small pure questions about a parsed clause: no rows, no tables of actors, no state."""
