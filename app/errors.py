"""Errors of the program itself. Imports nothing of ours.

* CommandFailed       a command cannot do its work; the text says why and what would help
  + ArgumentsInvalid  it was called in a way that makes no sense
    - UrlInvalid      no database can be meant by the URL that was given
  + ShopRefused       the shop server did not take what this counter sent, or does not answer as it starts
* RequestMalformed    an envelope lacks what every request must have
* EventNotTaken       a skill event could not be recorded; it should be sent again
"""


class CommandFailed(Exception):
    """A command cannot do its work."""


class ArgumentsInvalid(CommandFailed):
    """A command was called in a way that makes no sense."""


class UrlInvalid(ArgumentsInvalid):
    """No database can be meant by a URL, which is not said again: it may hold a password."""

    def __init__(self, reason: object) -> None:
        wanted = "give --store or DATABASE_URL one such as sqlite:///countertalk.db"
        super().__init__(f"the database URL cannot be used: {reason}; {wanted}")


class ShopRefused(CommandFailed):
    """The shop server did not take what this counter sent, or does not answer as it starts: nothing can go on."""


class RequestMalformed(Exception):
    """The envelope lacks what every request must have."""


class EventNotTaken(Exception):
    """A skill event could not be recorded; whoever sent it should send it again."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"event {request_id} could not be recorded")
        self.request_id = request_id
