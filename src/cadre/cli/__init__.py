"""Command line: parse, ask the desk, show. No rule of the mission lives here."""
