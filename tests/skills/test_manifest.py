"""The package on disk is the generated one, Amazon's own classes can read all of it, and planted faults are found."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from skills import packaging
from skills.language import Language, locales
from skills.lexicon import Lexicon
from skills.manifest import Source
from skills.packaging import MANIFEST, Package
from skills.schema import faults as misfits

Json = dict[str, Any]
ALEXA = [one for one in locales() if Language.load(one).invocation_name]


@pytest.fixture
def planted(package: Package) -> dict[str, Json]:
    return copy.deepcopy(dict(package))


def stated(package: Mapping[str, Json]) -> Json:
    found: Json = package[MANIFEST]["manifest"]
    return found


def listing(package: Mapping[str, Json]) -> Json:
    found: Json = stated(package)["publishingInformation"]["locales"]["en-GB"]
    return found


def test_the_committed_package_is_the_generated_one(package: Package, tmp_path: Path) -> None:
    written = packaging.write(package, tmp_path)
    for path in written:
        committed = packaging.DIRECTORY / path.relative_to(tmp_path)
        assert path.read_bytes() == committed.read_bytes(), "run: make package"
    kept = [p for p in packaging.DIRECTORY.rglob("*") if p.is_file()]
    assert len(kept) == len(written)


def test_the_package_has_no_fault_and_every_locale(package: Package) -> None:
    assert [str(finding) for finding in packaging.faults(package)] == []
    assert {Path(path).stem for path in package} == {"skill", *ALEXA}


def test_a_model_of_a_locale_that_is_gone_goes(package: Package, tmp_path: Path) -> None:
    stale = tmp_path / "interactionModels" / "custom" / "xx-XX.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    packaging.write(package, tmp_path)
    assert not stale.exists()


def test_the_manifest_declares_what_the_skill_does(package: Package) -> None:
    manifest = stated(package)
    assert {p["name"] for p in manifest["permissions"]} == {
        "alexa::alerts:reminders:skill:readwrite",
        "alexa::devices:all:geolocation:read",
        "alexa::devices:all:notifications:write",
    }
    events = manifest["events"]
    assert [p["eventName"] for p in events["publications"]] == ["AMAZON.OrderStatus.Updated"]
    assert len(events["subscriptions"]) == 5
    assert events["endpoint"] == manifest["apis"]["custom"]["endpoint"]


def test_the_endpoint_can_be_given(lexicon: Lexicon) -> None:
    url = "https://shop.example.org/alexa"
    manifest = stated(packaging.documents([lexicon], url))
    assert manifest["apis"]["custom"]["endpoint"]["uri"] == url
    assert manifest["events"]["endpoint"]["uri"] == url


def test_a_locale_says_only_what_differs() -> None:
    source = Source.load()
    assert source.listing("en-GB").summary == source.listing("en-US").summary
    assert source.listing("en-GB").keywords != source.listing("en-US").keywords


PLANTED: dict[str, tuple[Callable[[dict[str, Json]], Any], str]] = {
    "a member that Amazon does not know": (
        lambda p: stated(p).update(colour="brown"),
        "schema: manifest.colour: Amazon knows no such member",
    ),
    "a member of the wrong type": (
        lambda p: stated(p)["privacyAndCompliance"].update(containsAds="no"),
        'schema: manifest.privacyAndCompliance.containsAds: "no" should be of type bool',
    ),
    "a permission that is none": (
        lambda p: stated(p)["permissions"].append({"name": "alexa::everything"}),
        "'alexa::everything' is not a valid PermissionName",
    ),
    "an interface that is none": (
        lambda p: stated(p)["apis"]["custom"]["interfaces"].append({"type": "TELEPATHY"}),
        "schema: manifest",
    ),
    "no category": (
        lambda p: stated(p)["publishingInformation"].pop("category"),
        "manifest.publishingInformation.category: is missing",
    ),
    "a model's member that Amazon does not know": (
        lambda p: p["interactionModels/custom/en-GB.json"].update(intents=[]),
        "schema: intents: Amazon knows no such member",
    ),
    "another port": (
        lambda p: stated(p)["apis"]["custom"]["endpoint"].update(uri="https://a.example:8443/x"),
        "endpoint: 'https://a.example:8443/x': an https address on port 443",
    ),
    "no encryption": (
        lambda p: stated(p)["events"].update(endpoint={"uri": "http://a.example/x"}),
        "an https address on port 443",
    ),
    "publications without the permission": (
        lambda p: stated(p)["permissions"].pop(),
        "manifest: publications need the permission",
    ),
    "a locale without a model": (
        lambda p: p.pop("interactionModels/custom/en-IN.json"),
        "manifest: locales",
    ),
    "an example that is no sample": (
        lambda p: listing(p)["examplePhrases"].append("sing me a song"),
        "example: 'sing me a song': is no sample",
    ),
    "a first example without the name": (
        lambda p: listing(p)["examplePhrases"].insert(0, "Alexa, open the door"),
        "wake word and invocation name come first",
    ),
    "too many examples": (
        lambda p: listing(p)["examplePhrases"].append("help"),
        "limit: examplePhrases: 4 (en-GB)",
    ),
    "too long a summary": (
        lambda p: listing(p).update(summary="x" * 161),
        "limit: summary: 161 of 160 characters (en-GB)",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(planted: dict[str, Json], name: str) -> None:
    plant, expected = PLANTED[name]
    plant(planted)
    findings = [str(finding) for finding in packaging.faults(planted)]
    assert any(expected in finding for finding in findings), findings


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"manifest": None},
        {"manifest": []},
        {"manifest": {"permissions": 5}},
        {"manifest": {"apis": 1}},
    ],
)
def test_what_is_no_manifest_at_all_is_a_fault_too(document: Json) -> None:
    assert misfits(document, "manifest")


def test_build_writes_nothing_that_amazon_would_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "package"
    assert main(["skill", "build", "--out", str(out), "--endpoint", "http://localhost/alexa"]) == 1
    assert "an https address on port 443" in capsys.readouterr().out
    assert not out.exists()
