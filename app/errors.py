"""Errors of the program itself. Imports nothing of ours.

* CommandFailed       a command cannot do its work; the text says why and what would help
* RequestMalformed    an envelope lacks what every request must have
"""


class CommandFailed(Exception):
    """A command cannot do its work."""


class RequestMalformed(Exception):
    """The envelope lacks what every request must have."""
