"""A mission on disk: read, judged for form, written back without touching what is the same."""
