"""What every door for machines asks of a request: the key that it bears. Imports the keys only."""

from models.keys import Key

_SCHEME = "bearer "


def borne(authorization: str) -> Key | None:
    """Read the key of an Authorization header; None if it bears none."""
    bears = authorization.lower().startswith(_SCHEME)
    return Key.read(authorization[len(_SCHEME) :]) if bears else None
