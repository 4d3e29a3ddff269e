"""The whole skill package: every file of it, and every fault in it.

May import `skills`. Layout: Amazon's "Skill Package Format". The same language and catalogue give the same bytes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from skills import model_rules
from skills.interaction_model import model
from skills.lexicon import Lexicon
from skills.lint import Finding
from skills.manifest import ICONS, Source, manifest
from skills.schema import faults as misfits
from skills.wording import Wording

DIRECTORY = Path(__file__).parent / "package"
DRAWINGS = Path(__file__).parent / "icons"
MANIFEST = "skill.json"
UNSPOKEN = re.compile(r"[^/*@#$%^&(){}_\[\]|<>:;+=\\]+")
"""What Amazon takes in an example phrase"""
Json = dict[str, Any]
Package = Mapping[str, Json]
"""Documents by path"""


def documents(lexicons: Sequence[Lexicon], endpoint: str | None = None, tone: str = "") -> Package:
    """All JSON files by path: the manifest, and one model for each locale that Alexa speaks."""
    spoken = {one.language.locale: one for one in lexicons if one.language.invocation_name}
    names = {locale: lexicon.language.invocation_name for locale, lexicon in spoken.items()}
    models = {
        _path(name): model(one, Wording.load(name, tone=tone)) for name, one in spoken.items()
    }
    return {MANIFEST: manifest(Source.load(), names, endpoint), **models}


def write(package: Package, directory: Path = DIRECTORY) -> list[Path]:
    """Write all files, icons too; a model of a locale that is no longer there goes."""
    files = {directory / name: _text(document) for name, document in package.items()}
    files |= {
        directory / icon: (DRAWINGS / Path(icon).name).read_bytes() for icon in ICONS.values()
    }
    for stale in set(directory.glob(_path("??-??"))) - set(files):
        stale.unlink()
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def faults(package: Package) -> Iterator[Finding]:
    """What Amazon would refuse, or fail in certification."""
    for path, document in package.items():
        kind = "manifest" if path == MANIFEST else "model"
        yield from (Finding("schema", fault, path) for fault in misfits(document, kind))
    for path, document in package.items():
        if path != MANIFEST:
            yield from model_rules.faults(document, Path(path).stem)
    yield from _manifest_faults(package)


def _manifest_faults(package: Package) -> Iterator[Finding]:
    stated = package[MANIFEST]["manifest"]
    for part in (stated["apis"]["custom"], stated.get("events", {})):
        uri = urlsplit(part.get("endpoint", {}).get("uri", ""))
        if uri.scheme != "https" or not uri.hostname or uri.port not in (None, 443):
            yield Finding("endpoint", f"{uri.geturl()!r}: an https address on port 443", MANIFEST)
    wanted = {"name": "alexa::devices:all:notifications:write"}
    if stated.get("events", {}).get("publications") and wanted not in stated["permissions"]:
        yield Finding("manifest", f"publications need the permission {wanted['name']}", MANIFEST)
    listed = stated["publishingInformation"]["locales"]
    models = {Path(path).stem: document for path, document in package.items() if path != MANIFEST}
    if set(listed) != set(models):
        yield Finding("manifest", f"locales {sorted(listed)}, models {sorted(models)}", MANIFEST)
    for locale in sorted(set(listed) & set(models)):
        yield from _listing_faults(listed[locale], models[locale], locale)


def _listing_faults(listing: Json, document: Json, locale: str) -> Iterator[Finding]:
    """Texts that are too long, and example phrases that would not work."""
    language = document["interactionModel"]["languageModel"]
    for name in ("name", "summary", "description"):
        most = model_rules.rules()["limits"][name]
        if not 1 < len(listing[name]) <= most:
            yield Finding("limit", f"{name}: {len(listing[name])} of {most} characters", locale)
    for name, member in (("keywords", "keywords"), ("phrases", "examplePhrases")):
        if not 0 < len(listing[member]) <= model_rules.rules()["limits"][name]:
            yield Finding("limit", f"{member}: {len(listing[member])}", locale)
    first, *others = listing["examplePhrases"] or [""]
    if not re.fullmatch(rf"Alexa, \w+ {language['invocationName']}\b.*", first):
        yield Finding("example", f"{first!r}: wake word and invocation name come first", locale)
    known = {s for i in language["intents"] for s in i.get("samples", ())}
    builtin = model_rules.rules()["builtin"]
    known |= {s for i in language["intents"] for s in builtin.get(i["name"], ())}
    for phrase in others:
        if phrase not in known or not UNSPOKEN.fullmatch(phrase):
            yield Finding("example", f"{phrase!r}: is no sample of the model", locale)


def _path(locale: str) -> str:
    return f"interactionModels/custom/{locale}.json"


def _text(document: Json) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
