"""Certificates made at test time: roots, intermediates and leaves of any kind, right or wrong."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import Store

from app.web.chain import SIGNER

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """What a certificate says; the defaults make a right leaf."""

    ca: bool = False
    names: tuple[str, ...] = (SIGNER,)
    begins: datetime = NOW - DAY
    ends: datetime = NOW + 30 * DAY
    authority_id: bool = True
    key_usage: bool = True
    constraints: bool = True


LEAF = Kind()
CA = Kind(ca=True, names=(), begins=NOW - 400 * DAY, ends=NOW + 400 * DAY)


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key per name for all tests: making them is slow."""
    return rsa.generate_private_key(65537, bits)


def issue(
    name: str,
    issuer: str,
    kind: Kind = LEAF,
    public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | None = None,
    signer: str = "",
) -> x509.Certificate:
    """A certificate for the key of this name (or `public`), signed with the issuer's (`signer`)."""
    public = public or key(name).public_key()
    signing = key(signer or issuer)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(kind.begins)
        .not_valid_after(kind.ends)
    )
    for extension, critical in _extensions(kind, signing.public_key()):
        builder = builder.add_extension(extension, critical)
    return builder.sign(signing, SHA256())


def _extensions(kind: Kind, issuer: rsa.RSAPublicKey) -> list[tuple[x509.ExtensionType, bool]]:
    found: list[tuple[x509.ExtensionType, bool]] = []
    if kind.constraints:
        found.append((x509.BasicConstraints(kind.ca, None), True))
    if kind.key_usage:
        found.append((_usage(kind.ca), True))
    if kind.authority_id:
        found.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False))
    if kind.names:
        names = [x509.DNSName(name) for name in kind.names]
        found.append((x509.SubjectAlternativeName(names), False))
    return found


def _usage(ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def pem(*chain: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)


@cache
def root(name: str = "root") -> x509.Certificate:
    return issue(name, name, CA)


@cache
def intermediate() -> x509.Certificate:
    return issue("intermediate", "root", CA)


def roots() -> Store:
    """What the tests trust: one root."""
    return Store([root()])


def chain(kind: Kind = LEAF) -> bytes:
    """A leaf and the intermediate that signed it."""
    return pem(issue("leaf", "intermediate", kind), intermediate())


def signature(body: bytes, signer: str = "leaf", algorithm: HashAlgorithm | None = None) -> str:
    signed = key(signer).sign(body, PKCS1v15(), algorithm or SHA256())
    return base64.b64encode(signed).decode()
