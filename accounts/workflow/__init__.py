"""Everything that changes a person's own matters."""
