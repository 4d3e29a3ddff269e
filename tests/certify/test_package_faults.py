"""Each fault of a package is found by its check; the committed package has none."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.certify.judge import PACKAGE, judge
from app.certify.outcome import State
from app.certify.package import Package
from app.errors import CommandFailed
from skills.packaging import DIRECTORY

Json = dict[str, Any]
Change = Callable[[Json, Json], object]
"""Of the manifest, and of the interaction model in en-US"""
PERMISSION = "alexa::devices:all:notifications:write"


def language(model: Json) -> Json:
    return dict(model["languageModel"])


def intent(model: Json, name: str) -> Json:
    found: Json = next(i for i in language(model)["intents"] if i["name"] == name)
    return found


def named(name: str) -> Change:
    return lambda _, model: model["languageModel"].update(invocationName=name)


def without_intent(name: str) -> Change:
    def change(_: Json, model: Json) -> None:
        model["languageModel"]["intents"].remove(intent(model, name))

    return change


def sample(text: str, name: str = "CartIntent") -> Change:
    return lambda _, model: intent(model, name)["samples"].append(text)


def examples(*phrases: str) -> Change:
    return lambda manifest, _: listing(manifest).update(examplePhrases=list(phrases))


def listing(manifest: Json) -> Json:
    found: Json = manifest["publishingInformation"]["locales"]["en-US"]
    return found


def endpoint(**members: str) -> Change:
    return lambda manifest, _: manifest["apis"]["custom"]["endpoint"].update(members)


def dialog_slot(member: str, value: object) -> Change:
    return lambda _, model: model["dialog"]["intents"][0]["slots"][0].update({member: value})


def first_type(change: Callable[[Json], object]) -> Change:
    return lambda _, model: change(language(model)["types"][0])


def unasked(manifest: Json, _: Json) -> None:
    manifest["permissions"] = [p for p in manifest["permissions"] if p["name"] != PERMISSION]


def unheard(manifest: Json, _: Json) -> None:
    manifest["events"]["subscriptions"].pop()


def first_prompt(_: Json, model: Json) -> None:
    model["prompts"][0]["variations"] = []


def foreign_prompt(_: Json, model: Json) -> None:
    for prompt in model["prompts"]:
        prompt["variations"][0]["value"] = "Which {planet}?"


OPEN = "Alexa, open corner counter"
FAULTS: list[tuple[str, Change]] = [
    ("endpoint-address", endpoint(uri="http://skill.example.com/alexa")),
    ("endpoint-address", endpoint(uri="https://skill.example.com:8443/alexa")),
    ("endpoint-address", endpoint(uri="https://127.0.0.1/alexa")),
    ("endpoint-address", endpoint(sslCertificateType="SelfSigned")),
    ("endpoint-address", lambda manifest, _: manifest["events"]["endpoint"].update(uri="x")),
    ("required-intents", without_intent("AMAZON.StopIntent")),
    ("required-intents", without_intent("AMAZON.FallbackIntent")),
    ("required-intents", without_intent("AMAZON.NavigateHomeIntent")),
    ("shop-intents", without_intent("CancelOrderIntent")),
    ("invocation-name", named("echo counter")),
    ("invocation-name", named("open counter")),
    ("invocation-name", named("counter")),
    ("invocation-name", named("the counter")),
    ("invocation-name", named("Corner Counter")),
    ("invocation-name", named("corner 24")),
    ("sample-overlap", sample("check out")),
    ("sample-overlap", sample("do you sell {product}", "DetailsIntent")),
    ("model-samples", sample("what is in {basket}")),
    ("model-samples", sample("show cart 2")),
    ("model-samples", sample("what's in my cart?")),
    ("model-size", sample("well " * 60)),
    ("example-phrases", examples(OPEN, "bring me the moon")),
    ("example-phrases", examples("what do you have", OPEN)),
    ("example-phrases", examples("Alexa, open the shop")),
    ("example-phrases", examples()),
    ("store-texts", lambda manifest, _: listing(manifest).update(summary="x" * 161)),
    ("store-texts", lambda manifest, _: listing(manifest).update(description=" ")),
    ("manifest-form", lambda manifest, _: manifest.update(colour="blue")),
    ("manifest-form", lambda manifest, _: manifest.update(permissions="none")),
    ("model-form", lambda _, model: intent(model, "CartIntent").update(utterances=[])),
    ("model-form", lambda _, model: intent(model, "CartIntent").update(samples="cart")),
    ("model-names", lambda _, model: intent(model, "CartIntent").update(name="CheckoutIntent")),
    ("model-names", lambda _, model: intent(model, "CartIntent").update(name="Cart-Intent")),
    ("model-names", lambda _, model: intent(model, "StockIntent")["slots"][0].update(type="wine")),
    ("slot-type-values", first_type(lambda kind: kind["values"].append(kind["values"][0]))),
    ("slot-type-values", first_type(lambda kind: kind["values"][0].pop("id"))),
    ("slot-type-values", first_type(lambda kind: kind.update(values=[]))),
    ("slot-type-values", first_type(lambda kind: kind["values"][0]["name"].update(value=" "))),
    ("model-size", first_type(lambda kind: kind["values"][0]["name"].update(value="x" * 141))),
    ("dialog-model", dialog_slot("name", "planet")),
    ("dialog-delegation", dialog_slot("type", "planet")),
    ("dialog-delegation", lambda _, model: model["dialog"].update(delegationStrategy="ALWAYS")),
    ("dialog-delegation", lambda _, model: model["dialog"]["intents"][0].update(name="Planet")),
    ("dialog-delegation", dialog_slot("confirmationRequired", True)),
    ("dialog-prompts", dialog_slot("prompts", {"elicitation": "Elicit.Nothing"})),
    ("dialog-prompts", first_prompt),
    ("dialog-prompts", foreign_prompt),
    ("dialog-prompts", lambda _, model: model["prompts"].append(model["prompts"][0])),
    ("publications", unasked),
    ("publications", unheard),
    ("retired-services", lambda m, _: m["permissions"].append({"name": "payments:autopay_consent"})),
    ("locales", lambda manifest, _: manifest["publishingInformation"]["locales"].pop("en-GB")),
    ("locales", lambda manifest, _: manifest["privacyAndCompliance"]["locales"].pop("en-GB")),
    ("suggestions", without_intent("UndoIntent")),
]  # fmt: skip


def changed(package: Package, change: Change) -> Package:
    """A copy of the package with one thing changed."""
    document = copy.deepcopy(package.document)
    models = {**package.models, "en-US": copy.deepcopy(package.models["en-US"])}
    change(document["manifest"], models["en-US"]["interactionModel"])
    return Package(document, models)


def test_the_committed_package_has_no_fault(package: Package) -> None:
    found = judge(package, None, PACKAGE)
    assert [(r.check, r.why) for r in found if r.state is State.FAIL] == []
    assert len(found) == len(PACKAGE)


@pytest.mark.parametrize(
    ("check", "change"), FAULTS, ids=[f"{n}-{check}" for n, (check, _) in enumerate(FAULTS)]
)
def test_a_fault_of_the_package_is_found(check: str, change: Change, package: Package) -> None:
    [found] = judge(changed(package, change), None, {check})
    assert found.state is State.FAIL
    assert all(found.why)


def test_every_check_of_the_package_finds_something() -> None:
    needs_a_service_too = {"can-fulfill-locales"}
    assert {check for check, _ in FAULTS} == set(PACKAGE) - needs_a_service_too


def test_a_locale_without_a_model_is_found_on_disk(tmp_path: Path) -> None:
    directory = tmp_path / "package"
    shutil.copytree(DIRECTORY, directory)
    (directory / "interactionModels" / "custom" / "en-IN.json").unlink()
    [found] = judge(Package.read(directory), None, {"locales"})
    assert found.why == ("en-IN has no interaction model",)


def test_what_has_no_shape_at_all_is_a_fault_and_no_accident(package: Package) -> None:
    shapeless = Package({"manifest": []}, {"en-US": {"interactionModel": {"languageModel": 5}}})
    found = {r.check: r for r in judge(shapeless, None, PACKAGE)}
    for check in ("manifest-form", "model-form", "required-intents", "locales"):
        assert found[check].state is State.FAIL
    nameless = changed(package, lambda _, model: language(model)["intents"][0].pop("name"))
    [found_again] = judge(nameless, None, {"required-intents"})
    assert "another shape" in found_again.why[0]


@pytest.mark.parametrize("text", [None, "{", "[]", "[" * 100_000, b"\xff"])
def test_a_file_that_is_no_package_is_named(text: str | bytes | None, tmp_path: Path) -> None:
    models = tmp_path / "interactionModels" / "custom"
    models.mkdir(parents=True)
    (models / "en-US.json").write_text("{}", encoding="utf-8")
    manifest = tmp_path / "skill.json"
    if text is not None:
        manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CommandFailed, match=r"skill\.json"):
        Package.read(tmp_path)


def test_a_directory_without_models_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "skill.json").write_text(json.dumps({"manifest": {}}), encoding="utf-8")
    with pytest.raises(CommandFailed, match="no interaction model"):
        Package.read(tmp_path)
