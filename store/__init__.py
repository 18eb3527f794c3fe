"""Everything below the screen: reading, extracting, keeping and correcting; ``store.library`` is the way in."""
