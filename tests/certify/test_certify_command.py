"""The command from end to end: its own server, a running one, and what cannot be asked."""

import json
import socket
from pathlib import Path

import pytest

from app.__main__ import main
from app.bootstrap import World
from app.certify.checklist import entries
from app.certify.outcome import State
from app.web import devcert
from tests.certify.faulty import Rig


def test_the_package_and_our_own_server_have_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["certify", "--json"])
    document = json.loads(capsys.readouterr().out)
    failed = [(r["check"], r["why"]) for r in document["results"] if r["state"] == "fail"]
    assert failed == []
    assert code == 0
    assert [r["check"] for r in document["results"]] == [entry.check for entry in entries()]
    left = {r["check"] for r in document["results"] if r["state"] == "not applicable"}
    assert left == {e.check for e in entries() if e.state is State.NOT_APPLICABLE} | {
        "endpoint-tls"
    }
    assert document["counts"]["fail"] == 0
    assert document["requests"] > 1000


def test_a_running_service_without_a_certificate_is_asked_what_it_refuses(
    spoiling: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", "--url", spoiling.url]) == 0
    printed = capsys.readouterr().out
    assert "needs the certificate that the service trusts: give --cert" in printed
    assert " 0 fail," in printed.splitlines()[-1]


def test_a_fault_comes_last_and_loud_with_amazons_page(
    spoiling: Rig, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = spoiling.url.replace("/alexa", "/elsewhere")
    assert main(["certify", "--url", url]) == 1
    *_, last = printed = capsys.readouterr().out.splitlines()
    assert last.strip().startswith("https://developer.amazon.com/")
    assert any(line.startswith("FAIL 2 signature-missing:") for line in printed)
    assert "     no Signature-256: HTTP 404, want 400" in printed


def complaint(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """Run the command that cannot do its work; gives what it says."""
    try:
        found = main(["certify", *arguments])
    except SystemExit as end:
        found = int(str(end.code))
    printed, warned = capsys.readouterr()
    assert (found, printed) == (code, "")
    return warned


def test_a_service_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets this port
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/alexa"
        said = complaint(capsys, 1, "--url", url)
    assert said == f"error: {url} cannot be reached: Connection refused\n"


@pytest.mark.parametrize(
    "url", ["shop.example/alexa", "ftp://shop.example", "https://", "http://[", "http://a:99999"]
)
def test_what_is_no_url_is_a_wrong_argument(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "give a URL like https://shop.example/alexa" in complaint(capsys, 2, "--url", url)


def test_a_certificate_without_a_url_is_a_wrong_argument(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "--cert belongs to --url" in complaint(capsys, 2, "--cert", str(tmp_path))


def test_a_certificate_that_is_not_there_is_named(
    spoiling: Rig, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = complaint(capsys, 1, "--url", spoiling.url, "--cert", str(tmp_path / "none"))
    assert "countertalk-dev-key.pem" in said


def test_a_package_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = complaint(capsys, 1, "--package", str(tmp_path))
    assert said == f"error: {tmp_path}: no interaction model in interactionModels/custom\n"


def test_a_certificate_that_the_service_does_not_trust_fails_loudly(
    spoiling: Rig, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    devcert.create(tmp_path / "other", World().clock())
    assert main(["certify", "--url", spoiling.url, "--cert", str(tmp_path / "other")]) == 1
    assert "LaunchRequest is answered with HTTP 400, want 200" in capsys.readouterr().out
