"""The service's own certificate: one that nobody here trusts is a fault, and so is another port than Amazon's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import make_server

from app.bootstrap import World
from app.certify.judge import judge
from app.certify.outcome import State
from app.web.devcert_forge import forge
from tests.certify.faulty import Quiet, Rig


@contextmanager
def self_signed(rig: Rig, directory: Path) -> Iterator[str]:
    """The service behind TLS with a certificate made here."""
    made = forge(World().clock())
    certificate, key = directory / "leaf.pem", directory / "key.pem"
    certificate.write_bytes(made.leaf.public_bytes(Encoding.PEM))
    private = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(private)
    files = (str(certificate), str(key))
    server = make_server("127.0.0.1", 0, rig.proxy, request_handler=Quiet, ssl_context=files)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/alexa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_certificate_that_is_not_trusted_is_found(spoiling: Rig, tmp_path: Path) -> None:
    with self_signed(spoiling, tmp_path) as url:
        service = replace(spoiling.service(), url=url)
        tls, good = judge(spoiling.package, service, {"endpoint-tls", "signature-good"})
    assert tls.state is good.state is State.FAIL
    assert "want 443" in tls.why[0]
    assert "certificate verify failed" in tls.why[1]
    assert "certificate verify failed" in good.why[0]


def test_without_tls_there_is_nothing_to_check(spoiling: Rig) -> None:
    [found] = judge(spoiling.package, spoiling.service(), {"endpoint-tls"})
    assert found.state is State.NOT_APPLICABLE
