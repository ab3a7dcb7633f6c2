"""Charts: rows in, Vega-Lite out; nothing is computed here that a table doesn't show."""
