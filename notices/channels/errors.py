"""Why a message did not leave. Any other exception means "this one failed, try it again"."""


class Refused(Exception):
    """The receiving side will never take this message; trying again would only annoy it."""


class Unreachable(Exception):
    """The way out is closed for every message, not only for this one."""
