"""Which certificate URLs are Amazon's. Imports errors of this room only.

Rules: developer.amazon.com, "Host a Custom Skill as a Web Service", on verifying requests.
"""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from app.web.errors import ChainUrlRefused

ORIGIN = "https://s3.amazonaws.com"

_HOSTS = frozenset({"s3.amazonaws.com", "s3.amazonaws.com:443"})
_FOLDER = "/echo.api/"
_LONGEST = 512
# What is checked is what is fetched: with no character left that two readers of a URL could take
# differently (`?`, `#`, `\`, `@`, a second round of percent-escapes), nothing can hide behind one.
_PATH = re.compile(r"[A-Za-z0-9._~/-]+")


def normalise(url: str) -> str:
    """Return the URL in its one plain form, or raise ChainUrlRefused."""
    if len(url) > _LONGEST:
        raise ChainUrlRefused(url, f"longer than {_LONGEST} characters")
    if not url.isascii() or not url.isprintable() or " " in url:
        # urlsplit drops tabs and line ends without a word, so they are met here.
        raise ChainUrlRefused(url, "want printable ASCII")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ChainUrlRefused(url, "not a URL") from None
    if parts.scheme != "https":
        raise ChainUrlRefused(url, "want https")
    if parts.netloc.lower() not in _HOSTS:
        raise ChainUrlRefused(url, "want host s3.amazonaws.com, no user, port absent or 443")
    if "?" in url or "#" in url:
        raise ChainUrlRefused(url, "want neither query nor fragment")
    return ORIGIN + _path(url, parts.path)


def _path(url: str, raw: str) -> str:
    """Return the path with escapes undone once and `..` resolved."""
    plain = unquote(raw)
    if not _PATH.fullmatch(plain):
        raise ChainUrlRefused(url, "want letters, digits, '.', '_', '~', '-' and '/' in the path")
    path = posixpath.normpath(plain)
    if not path.startswith(_FOLDER):
        raise ChainUrlRefused(url, f"want a path under {_FOLDER}")
    return path
