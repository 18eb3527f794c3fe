"""The project's benchmark: ``pressbox bench`` measures what it promises, as ratios of one run."""
