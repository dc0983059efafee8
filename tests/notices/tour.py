"""What happens in notices on the tour of every page."""


def happen(ask) -> dict:
    """A message in the inbox, and a calendar with a secret address."""
    from notices.queries import inbox
    from notices.workflow import personal

    return {"message": inbox(ask("jiwoo")).first(), "feed": personal.make_feed(ask("jiwoo"))}


def _unsubscribe(ask) -> dict:
    from notices import kinds
    from notices.models import Message
    from notices.unsubscribing import address

    optional = next(kind for kind in kinds.registered() if kind.optional)
    mail = Message(kind=optional.name, recipient=ask("jiwoo"))
    return {"token": address(mail).rstrip("/").rsplit("/", 1)[-1]}


def _feed(ask) -> dict:
    from notices.feed import token

    return {"token": token(ask("feed"))}


ARGUMENTS = {
    "notices:message": lambda ask: {"pk": ask("message").pk},
    "notices:feed": _feed,
    "notices:unsubscribe": _unsubscribe,
}
