"""The skill's manifest, made of `manifest.yaml` and of each locale's invocation name.

Imports nothing of ours. Shape: Amazon's "Skill Manifest Schema". Events come to the same endpoint as requests.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

SOURCE = Path(__file__).with_name("manifest.yaml")
ICONS = {"smallIconUri": "assets/images/small.png", "largeIconUri": "assets/images/large.png"}
"""By member of the manifest; the files lie in the package"""
Json = dict[str, Any]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Listing(_Strict):
    """How a locale's customers find the skill."""

    name: str
    summary: str
    description: str
    examples: tuple[str, ...]
    keywords: tuple[str, ...]
    privacy_policy: str


class Source(_Strict):
    """All that the file says."""

    category: str
    testing_instructions: str
    endpoint: str
    certificate: str
    interfaces: tuple[str, ...]
    permissions: tuple[str, ...]
    publications: tuple[str, ...]
    subscriptions: tuple[str, ...]
    privacy: dict[str, bool]
    locales: dict[str, dict[str, Any]]

    @classmethod
    def load(cls, path: Path = SOURCE) -> "Source":
        """Read the file."""
        return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))

    def listing(self, locale: str) -> Listing:
        """What a locale says, on top of what the first one says; one without an entry says just that."""
        first = next(iter(self.locales.values()))
        return Listing.model_validate(first | self.locales.get(locale, {}))


def manifest(source: Source, invocations: Mapping[str, str], endpoint: str | None = None) -> Json:
    """The whole `skill.json` for the locales with these invocation names."""
    where = {"uri": endpoint or source.endpoint, "sslCertificateType": source.certificate}
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": _publishing(source, invocations),
            "privacyAndCompliance": {
                **source.privacy,
                "locales": {
                    locale: {"privacyPolicyUrl": source.listing(locale).privacy_policy}
                    for locale in invocations
                },
            },
            "permissions": [{"name": name} for name in source.permissions],
            "apis": {
                "custom": {
                    "endpoint": where,
                    "interfaces": [{"type": name} for name in source.interfaces],
                }
            },
            "events": {
                "endpoint": where,
                "publications": [{"eventName": name} for name in source.publications],
                "subscriptions": [{"eventName": name} for name in source.subscriptions],
            },
        }
    }


def _publishing(source: Source, invocations: Mapping[str, str]) -> Json:
    return {
        "locales": {
            locale: _listing(source.listing(locale), invocation)
            for locale, invocation in invocations.items()
        },
        "isAvailableWorldwide": True,
        "distributionMode": "PUBLIC",
        "category": source.category,
        "testingInstructions": source.testing_instructions,
    }


def _listing(listing: Listing, invocation: str) -> Json:
    return {
        "name": listing.name,
        "summary": listing.summary,
        "description": listing.description,
        "examplePhrases": [f"Alexa, open {invocation}", *listing.examples],
        "keywords": list(listing.keywords),
        **{member: f"file://{path}" for member, path in ICONS.items()},
    }
