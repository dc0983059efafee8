"""Pages of people's own matters, one file per subject."""
