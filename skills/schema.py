"""Whether a document has the form that Amazon's model gives it, by way of the SDK's own classes. Imports nothing of ours.

A document is read into the SDK's classes and written again: what is lost on the way is a member that Amazon does not know,
what comes back changed has the wrong type.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import InteractionModelData
from ask_smapi_model.v1.skill.manifest.interface import Interface
from ask_smapi_model.v1.skill.manifest.interface_type import InterfaceType
from ask_smapi_model.v1.skill.manifest.skill_manifest_envelope import SkillManifestEnvelope

Json = dict[str, Any]
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "manifest": (
        "manifest.manifestVersion",
        "manifest.publishingInformation.locales",
        "manifest.publishingInformation.category",
        "manifest.publishingInformation.testingInstructions",
        "manifest.privacyAndCompliance.locales",
        "manifest.apis.custom.endpoint.uri",
    ),
    "model": (
        "interactionModel.languageModel.invocationName",
        "interactionModel.languageModel.intents",
    ),
}
"""What Amazon asks for where the classes do not"""
KINDS: Mapping[str, type] = {"manifest": SkillManifestEnvelope, "model": InteractionModelData}


def faults(document: Json, kind: str) -> list[str]:
    """What is wrong with the form of a "manifest" (`skill.json`) or a "model" (`<locale>.json`); KeyError: no such kind."""
    missing = [f"{path}: is missing" for path in REQUIRED[kind] if not _has(document, path)]
    return [*missing, *_misfits(document, kind)]


def _misfits(document: Json, kind: str) -> list[str]:
    document = _without_bare_interfaces(document) if kind == "manifest" else document
    serializer = DefaultSerializer()
    try:
        read = serializer.deserialize(json.dumps(document), KINDS[kind])
    except SerializationException as error:
        return [f"{kind}: {error}"]
    except (AttributeError, TypeError) as error:  # a list where there is a member, and the like
        return [f"{kind}: a part has the wrong type: {error}"]
    written: Any = serializer.serialize(read)
    return [f for name in document for f in _differences(document[name], written.get(name), name)]


def _differences(here: Any, back: Any, path: str) -> Iterator[str]:
    """Where two documents differ, by path; true is not 1 here."""
    if back is None:
        yield f"{path}: Amazon knows no such member, or none with the value {_short(here)}"
    elif isinstance(here, dict) and isinstance(back, dict):
        for name, value in here.items():
            yield from _differences(value, back.get(name), f"{path}.{name}")
    elif isinstance(here, list) and isinstance(back, list):
        for place, (value, other) in enumerate(zip(here, back, strict=True)):
            yield from _differences(value, other, f"{path}[{place}]")
    elif type(here) is not type(back) or here != back:
        yield f"{path}: {_short(here)} should be of type {type(back).__name__}"


def _has(document: Any, path: str) -> bool:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return bool(document)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _without_bare_interfaces(document: Json) -> Json:
    """Leave out the interfaces that have a name but no class in the SDK, such as CAN_FULFILL_INTENT_REQUEST."""
    copy: Json = json.loads(json.dumps(document))
    try:
        custom = copy["manifest"]["apis"]["custom"]
        custom["interfaces"] = [i for i in custom["interfaces"] if not _is_bare(i)]
    except (KeyError, TypeError):
        return copy  # there are none; what else is wrong is found by the reader
    return copy


def _is_bare(interface: Any) -> bool:
    names = {one.value for one in InterfaceType} - set(Interface.discriminator_value_class_map)
    return (
        isinstance(interface, dict) and list(interface) == ["type"] and interface["type"] in names
    )
