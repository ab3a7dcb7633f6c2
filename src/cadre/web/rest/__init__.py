"""The REST API: one module a subject, all under /api."""
