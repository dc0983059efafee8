"""Forms of accounts. ``signup`` and ``entrance`` are apart because allauth imports the first while loading its own."""
