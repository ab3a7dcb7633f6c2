"""Questions about the past whose answers are known, put to the engines."""
