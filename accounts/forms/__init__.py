"""Forms of accounts. ``signup`` and ``entrance`` are two rooms because allauth imports the first while loading its own."""
