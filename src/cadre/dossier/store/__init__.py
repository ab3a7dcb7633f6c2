"""A mission in a database: every change kept, sealed, and able to be undone or merged."""
