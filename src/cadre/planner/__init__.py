"""Finds a plan: what starts when and where, who fills the posts, what is left out and why."""
