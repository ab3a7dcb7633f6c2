"""The mission in its own words: the vocabulary that everything else is written in."""
