"""Core: what may be scheduled as arrays, searched and bounded; it knows no mission."""
