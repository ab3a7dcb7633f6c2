"""Pages: one module each, all of them GET addresses."""
