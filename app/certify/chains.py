"""The verifier itself, as it is installed here. Imports the web room's chain, and its forge for a root of one's own."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import Store

from app.certify.service import Service
from app.web.chain import public_roots, verify_chain
from app.web.devcert_forge import forge
from app.web.errors import ChainInvalid


def loads(_service: Service) -> Iterator[str]:
    """The public roots can be read by the installed libraries."""
    try:
        public_roots()
    except (OSError, ValueError) as error:
        yield f"the public roots cannot be read: {error}"


def verified(service: Service) -> Iterator[str]:
    """Whoever makes a certificate is not Amazon."""
    made = forge(service.clock())
    pem = made.leaf.public_bytes(Encoding.PEM)
    verify_chain(pem, Store([made.root]), service.clock())
    try:
        verify_chain(pem, public_roots(), service.clock())
    except ChainInvalid:
        return
    yield "a certificate made here is trusted by the public roots"
