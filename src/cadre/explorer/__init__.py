"""Explorer: options against futures: which choice holds up, and what would tell in time."""
