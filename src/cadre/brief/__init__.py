"""What people read: results as sections, charts and numbers that lead back to documents."""
