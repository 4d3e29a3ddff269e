"""Each fault of a service is found by its check, and by that check only because of the fault."""

from collections.abc import Iterator

import pytest

from app.certify.judge import LAST, SERVICE, judge
from app.certify.outcome import State
from tests.certify.faulty import Fault, Rig
from tests.certify.spoilt import SPOILT


@pytest.fixture
def mended(spoiling: Rig) -> Iterator[Rig]:
    right = spoiling.proxy.fault
    yield spoiling
    spoiling.proxy.fault = right


def test_behind_the_proxy_the_service_has_no_fault(spoiling: Rig) -> None:
    checks = {check for check, _ in SPOILT.values()}
    found = judge(spoiling.package, spoiling.service(), checks)
    assert [(r.check, r.why) for r in found if r.state is not State.PASS] == []
    assert {result.check for result in found} == checks


@pytest.mark.parametrize(("check", "fault"), SPOILT.values(), ids=list(SPOILT))
def test_a_fault_of_the_service_is_found(check: str, fault: Fault, mended: Rig) -> None:
    mended.proxy.fault = fault
    [found] = judge(mended.package, mended.service(), {check})
    assert found.state is State.FAIL
    assert all(found.why)


def test_without_a_certificate_only_refusals_are_checked(spoiling: Rig) -> None:
    service = spoiling.service()
    service.signer = None
    found = {r.check: r for r in judge(spoiling.package, service, {*SERVICE, *LAST})}
    assert not [r for r in found.values() if r.state is State.FAIL]
    ran = {name for name, result in found.items() if result.state is State.PASS}
    assert ran >= {"signature-missing", "signature-old-only", "headers-doubled", "chain-url"}
    assert ran >= {"signature-wrong", "chain-absent", "methods", "refusal-silent"}
    assert not ran & {"signature-good", "timestamp", "console", "samples", "speech-length"}
    assert "give --cert" in found["samples"].why[0]
