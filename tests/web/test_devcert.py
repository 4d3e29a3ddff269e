"""The development certificate: what it opens, and where it is refused."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.web import devcert
from app.web.certificates import Certificates
from app.web.chain import Leaf
from app.web.devcert import URL, DevCertificate
from app.web.errors import (
    ChainInvalid,
    ChainUnavailable,
    DevCertExists,
    DevCertForbidden,
    DevCertInvalid,
    Refused,
    SignatureWrong,
)
from app.web.verify import Verifier
from tests.web import forging
from tests.web.forging import DAY, NOW
from tests.web.world import SKILL, Sending, envelope, signed

DEV_SKILL = devcert.DEV_SKILL + "11111111"
LOOPBACK = (
    "127.0.0.1:5000",
    "127.0.0.1",
    "127.8.9.10:80",
    "localhost:0",
    "LocalHost",
    "[::1]:5000",
)
OPEN = (
    "0.0.0.0:5000",
    "192.168.1.5:5000",
    "[::]:5000",
    "[::ffff:192.168.1.5]:80",
    ":5000",
    "",
    "5000",
    "example.com:5000",
    "localhost.example.com:5000",
    "127.0.0.1.example.com:5000",
    "127.1:5000",
    "2130706433:5000",
    "unix:/run/shop.sock",
    "unix:127.0.0.1",
    "fd://3",
    "127.0.0.1:5000,0.0.0.0:5000",
    "0.0.0.0:5000#127.0.0.1",
    "tcp://0.0.0.0:5000",
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("devcert") / "new"
    devcert.create(found, NOW)
    return found


@pytest.fixture
def dev(directory: Path) -> DevCertificate:
    return devcert.load(directory, NOW)


def _never(url: str) -> bytes:
    raise AssertionError(f"{url} was fetched")


def _verifier(dev: DevCertificate, hosted: dict[str, bytes] | None = None) -> Verifier:
    def fetch(url: str) -> bytes:
        return _never(url) if hosted is None else hosted[url]

    certificates = Certificates(forging.roots(), fetch, dev.pinned)
    return Verifier(DEV_SKILL, certificates, lambda: NOW)


def _sent(dev: DevCertificate) -> Sending:
    body = signed(envelope(skill=DEV_SKILL)).body
    return Sending(body, list(dev.signer.sign(body).items()))


def test_what_it_signs_passes_and_nothing_is_fetched(dev: DevCertificate) -> None:
    sending = _sent(dev)
    assert _verifier(dev).verify(sending.headers, sending.body)


def test_its_url_with_a_foreign_chain_is_refused(dev: DevCertificate) -> None:
    sending = signed(envelope(skill=DEV_SKILL), URL)
    hosted = {URL: forging.chain()}
    with pytest.raises(SignatureWrong):
        _verifier(dev, hosted).verify(sending.headers, sending.body)


def test_a_foreign_url_with_its_chain_is_refused(directory: Path, dev: DevCertificate) -> None:
    sending = _sent(dev).with_header("SignatureCertChainUrl", forging.URL)
    files = [directory / "countertalk-dev-leaf.pem", directory / "countertalk-dev-root.pem"]
    hosted = {forging.URL: b"".join(file.read_bytes() for file in files)}
    with pytest.raises(ChainInvalid):
        _verifier(dev, hosted).verify(sending.headers, sending.body)


def test_amazons_own_still_pass_beside_it(dev: DevCertificate) -> None:
    sending = signed(envelope(skill=DEV_SKILL))
    hosted = {forging.URL: forging.chain()}
    assert _verifier(dev, hosted).verify(sending.headers, sending.body)


def test_it_opens_nothing_where_it_is_not_active(dev: DevCertificate) -> None:
    def fetch(url: str) -> bytes:
        raise ChainUnavailable(f"nothing at {url}")

    sending = _sent(dev)
    verifier = Verifier(DEV_SKILL, Certificates(forging.roots(), fetch), lambda: NOW)
    with pytest.raises(Refused):
        verifier.verify(sending.headers, sending.body)


def test_another_development_certificate_is_refused(dev: DevCertificate, tmp_path: Path) -> None:
    sending = _sent(devcert.create(tmp_path, NOW))
    with pytest.raises(SignatureWrong):
        _verifier(dev).verify(sending.headers, sending.body)


def test_the_key_is_for_its_owner_only(directory: Path) -> None:
    assert (directory / "countertalk-dev-key.pem").stat().st_mode & 0o777 == 0o600
    assert directory.stat().st_mode & 0o777 == 0o700
    assert len(list(directory.iterdir())) == 3


def test_a_valid_one_is_not_overwritten(directory: Path) -> None:
    before = {file: file.read_bytes() for file in directory.iterdir()}
    with pytest.raises(DevCertExists, match="valid until 2027-03-01"):
        devcert.create(directory, NOW + DAY)
    assert before == {file: file.read_bytes() for file in directory.iterdir()}


def test_an_expired_one_is_renewed(tmp_path: Path) -> None:
    devcert.create(tmp_path, NOW - timedelta(days=400))
    with pytest.raises(DevCertInvalid, match="expired"):
        devcert.load(tmp_path, NOW)
    made = devcert.create(tmp_path, NOW)
    assert devcert.load(tmp_path, NOW).pinned[URL] == made.pinned[URL]
    assert made.pinned[URL].expires == NOW + timedelta(days=365)


def test_an_expired_one_in_a_running_server_is_refused(dev: DevCertificate) -> None:
    leaf: Leaf = dev.pinned[URL]
    with pytest.raises(ChainInvalid, match="expired"):
        Certificates(forging.roots(), _never, dev.pinned).key(URL, leaf.expires)


def test_a_missing_one_says_so(tmp_path: Path) -> None:
    with pytest.raises(DevCertInvalid, match="No such file"):
        devcert.load(tmp_path / "nowhere", NOW)


def test_a_damaged_one_is_refused_and_renewed(tmp_path: Path) -> None:
    devcert.create(tmp_path, NOW)
    (tmp_path / "countertalk-dev-leaf.pem").write_bytes(b"nothing")
    with pytest.raises(DevCertInvalid, match="damaged"):
        devcert.load(tmp_path, NOW)
    assert devcert.create(tmp_path, NOW).pinned


def test_a_key_of_another_certificate_is_refused(directory: Path, tmp_path: Path) -> None:
    devcert.create(tmp_path, NOW)
    key = "countertalk-dev-key.pem"
    (tmp_path / key).write_bytes((directory / key).read_bytes())
    with pytest.raises(DevCertInvalid, match="does not belong"):
        devcert.load(tmp_path, NOW)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    devcert.create(tmp_path, NOW)
    (tmp_path / "countertalk-dev-key.pem").chmod(0o644)
    with pytest.raises(DevCertInvalid, match="chmod 600"):
        devcert.load(tmp_path, NOW)


@pytest.mark.parametrize("bind", LOOPBACK)
def test_it_may_be_used_on_loopback(bind: str) -> None:
    devcert.permit(bind, DEV_SKILL)


@pytest.mark.parametrize("bind", OPEN)
def test_it_is_refused_on_any_other_bind(bind: str) -> None:
    with pytest.raises(DevCertForbidden, match="loopback"):
        devcert.permit(bind, DEV_SKILL)


@pytest.mark.parametrize("skill_id", [SKILL, "", "dev-", "amzn1.ask.skill.device", "x" + DEV_SKILL])
def test_it_is_refused_beside_a_production_skill(directory: Path, skill_id: str) -> None:
    with pytest.raises(DevCertForbidden, match="skill id"):
        devcert.activate(directory, "127.0.0.1:5000", skill_id, NOW)


def test_it_says_loudly_that_it_is_active(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    devcert.activate(directory, "127.0.0.1:5000", DEV_SKILL, NOW)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "DEVELOPMENT CERTIFICATE ACTIVE" in caplog.text
