"""Whether a certificate chain is to be trusted for Alexa's requests. Imports this room only.

Path validation is done by cryptography's web rules (RFC 5280, CA/Browser Forum). They insist on
more than the name and the dates: a leaf needs an authority key identifier, an intermediate basic
constraints with the CA flag and a key usage. They look at the size of keys that sign certificates,
but not at the leaf's; and `*.amazon.com` may stand for the name, as Amazon's rules for skills do
not have it. Both are added here.
"""

import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import certifi
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import (
    Certificate,
    DNSName,
    SubjectAlternativeName,
    load_pem_x509_certificate,
    load_pem_x509_certificates,
)
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from app.web.errors import ChainInvalid, shown

SIGNER = "echo-api.amazon.com"
"""The name in the certificate that Alexa signs with."""

_LONGEST = 10
"""Certificates in one file; Amazon sends four."""
_BITS = 2048
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class Leaf:
    """What is kept of a chain that was verified."""

    key: RSAPublicKey
    expires: datetime
    """Aware; the end of the first certificate of the chain to expire."""


def public_roots(bundle: Path | None = None) -> Store:
    """Return the roots the web trusts (certifi's), or those of another PEM bundle."""
    found = _PEM.findall((bundle or Path(certifi.where())).read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        return Store([root for pem in found if (root := _root(pem)) is not None])


def _root(pem: bytes) -> Certificate | None:
    """Return one root, or None for a root too odd to load: it must not take the others along."""
    try:
        return load_pem_x509_certificate(pem)
    except (ValueError, CryptographyDeprecationWarning):
        return None


def verify_chain(pem: bytes, roots: Store, now: datetime) -> Leaf:
    """Return the signer of a PEM chain, leaf first, or raise ChainInvalid."""
    try:
        leaf, *others = load_pem_x509_certificates(pem)
    except ValueError:
        raise ChainInvalid("not a PEM file of certificates") from None
    if len(others) >= _LONGEST:
        raise ChainInvalid(f"more than {_LONGEST} certificates in the chain")
    verifier = PolicyBuilder().store(roots).time(now).build_server_verifier(DNSName(SIGNER))
    try:
        chain = verifier.verify(leaf, others)
    except VerificationError as error:
        raise ChainInvalid(f"certificate not trusted: {shown(str(error), 200)}") from None
    _check_name(leaf)
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < _BITS:
        raise ChainInvalid(f"the certificate's key is not RSA of {_BITS} bits or more")
    return Leaf(key, min(certificate.not_valid_after_utc for certificate in chain))


def _check_name(leaf: Certificate) -> None:
    """Require the signer's name letter by letter, with no wildcard."""
    names = leaf.extensions.get_extension_for_class(SubjectAlternativeName).value
    if SIGNER not in (name.lower() for name in names.get_values_for_type(DNSName)):
        raise ChainInvalid(f"the certificate does not name {SIGNER}")
