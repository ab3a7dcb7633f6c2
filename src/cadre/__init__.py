"""Cadre plans, resources, tests and explains multinational training and advisory missions."""

__version__ = "0.1.0"
