"""Making the development root and its leaf. Imports this room only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import (
    AuthorityKeyIdentifier,
    BasicConstraints,
    Certificate,
    CertificateBuilder,
    DNSName,
    ExtendedKeyUsage,
    KeyUsage,
    Name,
    NameAttribute,
    SubjectAlternativeName,
    SubjectKeyIdentifier,
    random_serial_number,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.web.chain import SIGNER

_VALID = timedelta(days=365)
_EARLIER = timedelta(minutes=5)
"""For the clocks of two processes or a container."""
_BITS = 2048


@dataclass(frozen=True)
class Forged:
    """A root and a leaf that it signed. The root's key is forgotten: it signs nothing else."""

    root: Certificate
    leaf: Certificate
    key: RSAPrivateKey


def forge(now: datetime) -> Forged:
    """Make a root, and a leaf that may sign as Alexa where that root is trusted."""
    root_key, key = (generate_private_key(65537, _BITS) for _ in range(2))
    root = _begun("Countertalk development root", root_key.public_key(), root_key.public_key(), now)
    root = root.add_extension(BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage(ca=True), critical=True)
    leaf = _begun("Countertalk development leaf", key.public_key(), root_key.public_key(), now)
    leaf = leaf.add_extension(BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(ca=False), critical=True)
    leaf = leaf.add_extension(ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    leaf = leaf.add_extension(SubjectAlternativeName([DNSName(SIGNER)]), critical=False)
    return Forged(root.sign(root_key, SHA256()), leaf.sign(root_key, SHA256()), key)


def _begun(name: str, key: RSAPublicKey, issuer: RSAPublicKey, now: datetime) -> CertificateBuilder:
    """Return what root and leaf have in common."""
    return (
        CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("Countertalk development root"))
        .public_key(key)
        .serial_number(random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _VALID)
        .add_extension(SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )


def _name(common: str) -> Name:
    return Name([NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, ca: bool) -> KeyUsage:
    return KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
