"""Errors of the web room. Imports nothing of ours.

* WebError
  x Refused                  a request answered with HTTP 400; the reason is for the log only
    + BodyTooLarge           more bytes than a request may have
    + BodyEncoded            a Content-Encoding other than identity
    + BodyUnreadable         the body broke off, or is not the JSON a request has to be
    + HeaderMissing          a header that every signed request carries
    + HeaderDoubled          a header given twice
    + ChainUrlRefused        a certificate URL that is not Amazon's
    + ChainUnavailable       the certificate could not be fetched, or not now
    + ChainInvalid           the certificate is not one to trust
    + SignatureWrong         the signature does not fit the body
    + TimestampRefused       too old, too far ahead, or no time at all
    + SkillRefused           meant for another skill
  x DevCertError
    + DevCertExists          a valid one is already there
    + DevCertInvalid         missing, damaged, expired or readable by others
    + DevCertForbidden       not on this bind, or not beside this skill id
"""

from datetime import datetime
from pathlib import Path


def shown(value: object, longest: int = 80) -> str:
    """Return a foreign value as short ASCII that cannot forge a log line."""
    text = ascii(value)
    return text if len(text) <= longest else text[:longest] + "..."


class WebError(Exception):
    """Base of every error of this room."""


class Refused(WebError):
    """A request that is not answered. The reason holds no secret and nothing personal."""

    request_id: str = "-"
    """Set as soon as the signed body is known; before that it proves nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BodyTooLarge(Refused):
    """The body has more bytes than a request may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"body over {limit} bytes")
        self.limit = limit


class BodyEncoded(Refused):
    """The body is compressed or otherwise encoded."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"content encoding {shown(encoding)}, want identity or none")
        self.encoding = encoding


class BodyUnreadable(Refused):
    """The body broke off, or is not the JSON a request has to be."""


class HeaderMissing(Refused):
    """A header is absent or empty."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no {name} header")
        self.name = name


class HeaderDoubled(Refused):
    """A header was given more than once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"more than one {name} header")
        self.name = name


class ChainUrlRefused(Refused):
    """The certificate URL breaks one of Amazon's rules."""

    def __init__(self, url: str, rule: str) -> None:
        super().__init__(f"certificate URL {shown(url)}: {rule}")
        self.url = url
        self.rule = rule


class ChainUnavailable(Refused):
    """The certificate could not be fetched, or may not be fetched now."""


class ChainInvalid(Refused):
    """The certificate chain is not one to trust."""


class SignatureWrong(Refused):
    """The signature is malformed or does not fit the body."""


class TimestampRefused(Refused):
    """The request's timestamp is malformed, too old or too far ahead."""


class SkillRefused(Refused):
    """The request names another skill, or none."""

    def __init__(self, place: str, value: object) -> None:
        super().__init__(f"{place} is {shown(value)}, which is not this skill's id")
        self.place = place
        self.value = value


class DevCertError(WebError):
    """The development certificate cannot be made or used."""


class DevCertExists(DevCertError):
    """A valid development certificate is already there."""

    def __init__(self, directory: Path, expires: datetime) -> None:
        super().__init__(f"{directory} holds a development certificate valid until {expires:%F}")
        self.directory = directory
        self.expires = expires


class DevCertInvalid(DevCertError):
    """The directory does not hold a development certificate that can be used."""

    def __init__(self, directory: Path, problem: str) -> None:
        super().__init__(f"no usable development certificate in {directory}: {problem}")
        self.directory = directory
        self.problem = problem


class DevCertForbidden(DevCertError):
    """The development certificate may not be used in this setting."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"ALEXA_DEV_CERT is for {wanted}, not for {found!r}")
        self.found = found
        self.wanted = wanted
