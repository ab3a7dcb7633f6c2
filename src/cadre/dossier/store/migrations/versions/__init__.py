"""The revisions, oldest first; one that was published never changes."""
