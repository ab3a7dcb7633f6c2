"""Plays a plan against many futures."""
