"""Who may see what, and the record of who was shown what."""
