"""Sample data of the style guide."""


def samples():
    return {}
