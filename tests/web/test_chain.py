"""Which certificate chains are trusted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import DNSName
from cryptography.x509.verification import PolicyBuilder, Store

from app.web.chain import SIGNER, public_roots, verify_chain
from app.web.errors import ChainInvalid
from tests.web.forging import (
    CA,
    DAY,
    LEAF,
    NOW,
    Kind,
    chain,
    intermediate,
    issue,
    key,
    pem,
    root,
    roots,
)


def _leaf_signed_by_a_leaf() -> bytes:
    middle = issue("middle", "intermediate", replace(LEAF, names=("www.example.com",)))
    return pem(issue("leaf", "middle"), middle, intermediate())


def _intermediate(kind: Kind) -> bytes:
    return pem(issue("leaf", "intermediate"), issue("intermediate", "root", kind))


def _false_root() -> bytes:
    false = key("other").public_key()
    return pem(issue("leaf", "root", signer="other"), issue("root", "root", CA, false, "other"))


def _elliptic() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return pem(issue("leaf", "intermediate", public=public), intermediate())


BAD: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no PEM": lambda: b"<html>Not Found</html>",
    "broken PEM": lambda: chain()[:400] + chain()[600:],
    "a private key's worth of noise": lambda: bytes(range(256)) * 20,
    "wrong name": lambda: chain(replace(LEAF, names=("evil.example",))),
    "no name": lambda: chain(replace(LEAF, names=())),
    "name with more behind": lambda: chain(replace(LEAF, names=(SIGNER + ".evil.example",))),
    "wildcard": lambda: chain(replace(LEAF, names=("*.amazon.com",))),
    "expired": lambda: chain(replace(LEAF, begins=NOW - 9 * DAY, ends=NOW - DAY)),
    "not yet valid": lambda: chain(replace(LEAF, begins=NOW + DAY)),
    "intermediate expired": lambda: _intermediate(replace(CA, ends=NOW - DAY)),
    "intermediate missing": lambda: pem(issue("leaf", "intermediate")),
    "order reversed": lambda: pem(intermediate(), issue("leaf", "intermediate")),
    "self-signed": lambda: pem(issue("leaf", "leaf")),
    "self-signed with the root beside it": lambda: pem(issue("leaf", "leaf"), root()),
    "another root": lambda: pem(issue("leaf", "other"), root("other")),
    "a false root of the right name": _false_root,
    "an intermediate of the right name, signed by another": lambda: pem(
        issue("leaf", "intermediate"), issue("intermediate", "root", CA, signer="other")
    ),
    "intermediate without the CA flag": lambda: _intermediate(replace(CA, ca=False)),
    "intermediate without constraints": lambda: _intermediate(replace(CA, constraints=False)),
    "intermediate without key usage": lambda: _intermediate(replace(CA, key_usage=False)),
    "leaf signed by a leaf": _leaf_signed_by_a_leaf,
    "leaf that is a CA": lambda: chain(replace(LEAF, ca=True)),
    "leaf without authority id": lambda: chain(replace(LEAF, authority_id=False)),
    "elliptic curve": _elliptic,
    "short key": lambda: pem(
        issue("leaf", "intermediate", public=key("short", 1024).public_key()), intermediate()
    ),
    "too many certificates": lambda: chain() + pem(intermediate()) * 9,
}


@pytest.mark.parametrize("made", BAD.values(), ids=BAD.keys())
def test_a_bad_chain_is_refused(made: Callable[[], bytes]) -> None:
    with pytest.raises(ChainInvalid):
        verify_chain(made(), roots(), NOW)


GOOD: dict[str, Callable[[], bytes]] = {
    "leaf and intermediate": chain,
    "with the root": lambda: chain() + pem(root()),
    "with a stranger": lambda: chain() + pem(root("other")),
    "signed by the root": lambda: pem(issue("leaf", "root")),
    "several names": lambda: chain(replace(LEAF, names=("a.example", SIGNER.upper()))),
    "bare leaf": lambda: chain(replace(LEAF, key_usage=False, constraints=False)),
}


@pytest.mark.parametrize("made", GOOD.values(), ids=GOOD.keys())
def test_a_good_chain_gives_the_leafs_key(made: Callable[[], bytes]) -> None:
    assert verify_chain(made(), roots(), NOW).key == key("leaf").public_key()


def test_it_expires_with_the_first_of_the_chain() -> None:
    soon = replace(CA, ends=NOW + DAY)
    assert verify_chain(_intermediate(soon), roots(), NOW).expires == NOW + DAY


def test_the_public_roots_do_not_trust_ours() -> None:
    with pytest.raises(ChainInvalid):
        verify_chain(chain(), public_roots(), NOW)


def test_a_root_too_odd_to_load_does_not_take_the_others_along(tmp_path: Path) -> None:
    bundle = tmp_path / "roots.pem"
    damaged = pem(root("other")).replace(b"MII", b"MIJ", 1)
    bundle.write_bytes(damaged + pem(root()))
    assert isinstance(public_roots(bundle), Store)
    assert verify_chain(chain(), public_roots(bundle), NOW)


def test_the_library_still_takes_a_wildcard_which_is_why_we_look_ourselves() -> None:
    leaf = issue("leaf", "intermediate", replace(LEAF, names=("*.amazon.com",)))
    builder = PolicyBuilder().store(roots()).time(NOW)
    assert builder.build_server_verifier(DNSName(SIGNER)).verify(leaf, [intermediate()])
