"""A certificate of one's own, to sign requests with while developing. Imports this room only.

`ALEXA_DEV_CERT` names the directory that holds it. Verification stays switched on: one more root
is trusted, for one certificate URL and no other, and that URL is never fetched. Whoever can read
the private key can speak as Alexa, so it works on a loopback bind only and never beside the id of
a published skill: a development skill id is one that begins `amzn1.ask.skill.dev-`.
"""

import base64
import ipaddress
import logging
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate
from cryptography.x509.verification import Store

from app.web.chain import Leaf, verify_chain
from app.web.devcert_forge import Forged, forge
from app.web.errors import ChainInvalid, DevCertExists, DevCertForbidden, DevCertInvalid
from app.web.verify import CHAIN_URL, SIGNATURE

URL = "https://s3.amazonaws.com/echo.api/countertalk-dev.pem"
"""Well-formed, and nothing is there."""
DEV_SKILL = "amzn1.ask.skill.dev-"

_ROOT = "countertalk-dev-root.pem"
_LEAF = "countertalk-dev-leaf.pem"
_KEY = "countertalk-dev-key.pem"
_LOOPBACK = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:\[\]/]+))(?::\d+)?")

_log = logging.getLogger("countertalk.web")


@dataclass(frozen=True)
class Signer:
    """Signs request bodies as Alexa does."""

    key: RSAPrivateKey

    def sign(self, body: bytes) -> dict[str, str]:
        """Return the headers to send with this body."""
        signature = self.key.sign(body, PKCS1v15(), SHA256())
        return {SIGNATURE: base64.b64encode(signature).decode(), CHAIN_URL: URL}


@dataclass(frozen=True)
class DevCertificate:
    """What the directory holds, verified."""

    signer: Signer
    pinned: Mapping[str, Leaf]
    """For `Certificates(pinned=...)`: the one URL and its signer."""


def create(directory: Path, now: datetime) -> DevCertificate:
    """Write a root, a leaf and its private key; valid for a year. An expired one is replaced.

    Raises DevCertExists while a valid one is there.
    """
    try:
        expires = load(directory, now).pinned[URL].expires
    except DevCertInvalid:
        made = forge(now)
        _write(directory, made)
        return _verified(directory, made, now)
    raise DevCertExists(directory, expires)


def load(directory: Path, now: datetime) -> DevCertificate:
    """Read and verify the certificate, or raise DevCertInvalid."""
    try:
        mode = (directory / _KEY).stat().st_mode
        root, leaf, key = ((directory / name).read_bytes() for name in (_ROOT, _LEAF, _KEY))
        private = load_pem_private_key(key, password=None)
        found = (load_pem_x509_certificate(root), load_pem_x509_certificate(leaf))
    except OSError as error:
        raise DevCertInvalid(directory, f"{error.filename}: {error.strerror}") from None
    except (ValueError, TypeError):
        raise DevCertInvalid(directory, "its files are damaged") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise DevCertInvalid(directory, f"others can read {_KEY}; chmod 600 is right")
    if not isinstance(private, RSAPrivateKey):
        raise DevCertInvalid(directory, "its key is not RSA")
    return _verified(directory, Forged(*found, private), now)


def permit(bind: str, skill_id: str) -> None:
    """Raise DevCertForbidden unless on loopback and beside a development skill id."""
    if not is_loopback(bind):
        raise DevCertForbidden(bind, "a loopback bind such as 127.0.0.1:5000")
    if not skill_id.startswith(DEV_SKILL):
        raise DevCertForbidden(skill_id, f"a skill id that begins {DEV_SKILL}")


def activate(directory: Path, bind: str, skill_id: str, now: datetime) -> DevCertificate:
    """Return the certificate if it may be used here, with a loud warning in the log."""
    permit(bind, skill_id)
    found = load(directory, now)
    _log.warning(
        "DEVELOPMENT CERTIFICATE ACTIVE: whoever can read %s can speak as Alexa on %s. "
        "Never use this in production.",
        directory,
        bind,
    )
    return found


def is_loopback(bind: str) -> bool:
    """Tell whether only this machine can reach the bind.

    A socket file counts as not loopback: it is there for a proxy, which opens it to others.
    """
    match = _LOOPBACK.fullmatch(bind)
    if match is None:
        return False
    host = match["six"] or match["host"]
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _verified(directory: Path, made: Forged, now: datetime) -> DevCertificate:
    pem = made.leaf.public_bytes(Encoding.PEM)
    try:
        leaf = verify_chain(pem, Store([made.root]), now)
    except ChainInvalid as error:
        raise DevCertInvalid(directory, f"{error}; it may have expired") from None
    if leaf.key != made.key.public_key():
        raise DevCertInvalid(directory, "its key does not belong to its certificate")
    return DevCertificate(Signer(made.key), {URL: leaf})


def _write(directory: Path, made: Forged) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    contents = {
        _KEY: key,
        _ROOT: made.root.public_bytes(Encoding.PEM),
        _LEAF: made.leaf.public_bytes(Encoding.PEM),
    }
    for name, content in contents.items():
        # Made anew each time, so that the mode holds from the first byte on.
        (directory / name).unlink(missing_ok=True)
        descriptor = os.open(directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
