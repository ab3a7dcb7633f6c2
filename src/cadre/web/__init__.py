"""The web desk: pages and a REST API over the same desk as the command line."""
