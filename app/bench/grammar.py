"""How long a shop's grammar takes to compile, how large it is, and how fast it is listened with.

The products are made up: names of two words drawn at random from what the ear knows, so that no trie can share much, and the
demo shop's options by turns. A synthetic voice names some of them. The baseline of the same run is the demo shop itself. May
import everything below.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.bench.catalogue import catalogue
from app.bootstrap import MENU, make_lexicon, open_store, scratch_url
from app.counter import hearing
from audio import grammar as listened
from audio import pcm
from audio.ears import open_ear
from audio.listen import trimmed
from audio.pronunciations import by_dictionary, model_file
from audio.recognize import Ear
from audio.speak import Voice
from audio.vosk_engine import missing
from audio.vosk_models import find_model
from models.catalog_import import load, parse
from skills.grammar import Grammar
from skills.lexicon import Lexicon

SENTENCES = {
    "en": ("can i have a {}", "how much is the {}", "a {} please", "remove the {}"),
    "ko": ("{} 주세요", "{} 얼마예요", "{} 하나 주세요", "{} 빼 주세요"),
}
SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조구누두루무부수우주기니디리미비시이지"
"""Korean words are made of these, and those kept that the model knows"""


def measure(
    products: int, profiles: int, listen: int, locale: str, kind: str, model: Path | None = None
) -> dict[str, Any]:
    """Compile and listen: a made-up shop with so many kinds of options, and the demo shop."""
    model = find_model(locale, model)
    menu = MENU.read_text(encoding="utf-8")
    words = _dictionary() if by_dictionary(locale) else _known(model)
    shop = json.dumps(made_up(products, profiles, json.loads(menu), words))
    chosen = (listen, locale, kind, model)
    return {**_measured(shop, *chosen), "baseline": _measured(menu, *chosen)}


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    rows = ["products  compile s  processor s  states    arcs  decode/audio  right  seconds of it"]
    for one in (result, result["baseline"]):
        stages = ", ".join(f"{name} {value:.1f}" for name, value in one["seconds"].items())
        rows.append(
            f"{one['products']:8d} {one['compile_seconds']:10.1f} {one['processor_seconds']:12.1f} {one['states']:7d}"
            f" {one['arcs']:7d} {one['decode_per_audio']:13.3f} {one['right']:6.0%}  {stages}"
        )
    return "\n".join(rows)


def made_up(size: int, profiles: int, menu: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """A catalogue whose names are pairs of words, always the same ones."""
    drawn = random.Random(0)  # noqa: S311  no secret
    names: dict[str, None] = {}
    while len(names) < size:
        names[" ".join(drawn.sample(words, 2))] = None
    options = list({json.dumps(p.get("options", [])): None for p in menu["products"]})
    plain = catalogue(size)
    products = [
        product | {"name": name, "options": json.loads(options[at % min(profiles, len(options))])}
        for at, (product, name) in enumerate(zip(plain["products"], names, strict=True))
    ]
    shelves = [shelf | {"name": words[at]} for at, shelf in enumerate(plain["categories"])]
    translations = dict(_translated(menu))
    return plain | {"categories": shelves, "products": products, "translations": translations}


def _translated(menu: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The translations of options and answers: products and shelves have other names now."""
    kept = {one["name"] for group in menu["groups"] for one in (group, *group["choices"])}
    kept |= {answer["text"] for answer in menu.get("answers", ())}
    for language, texts in menu.get("translations", {}).items():
        yield language, {text: told for text, told in texts.items() if text in kept}


def _dictionary() -> list[str]:
    """English words of middle length, of PocketSphinx's dictionary."""
    lines = model_file("cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    words = {line.split()[0] for line in lines}
    return sorted(
        word for word in words if word.isalpha() and word.isascii() and 5 <= len(word) <= 8
    )


def _known(model: Path | None) -> list[str]:
    """Made-up words of Korean syllables that a Vosk model knows."""
    made = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("", *SYLLABLES)]
    return sorted(set(made) - set(missing(made, model))) if model else made


def _measured(menu: str, listen: int, locale: str, kind: str, model: Path | None) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    with scratch_url() as url, open_store(url, stock=False) as store:
        with store.begin() as session:
            load(session, parse(menu))
        lexicon = make_lexicon(store, locale)
    with _timed("text", seconds, processor):
        att = Grammar(lexicon).text()
    with _timed("optimise", seconds, processor):
        optimised = listened.Grammar.parse(att).optimised()
    with _timed("open", seconds, processor):
        own, guessed = hearing.pronunciations(lexicon)
        spoken = {**own, **guessed}
        text = optimised.text()
        ear = open_ear(kind, text, locale=locale, pronunciations=spoken, model_dir=model)
    grammar = optimised.whole()
    with ear:
        heard = list(_heard(lexicon, listen, ear))
    return {
        "ear": ear.name,
        "products": len(lexicon.vocabulary.products),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "compile_seconds": round(sum(seconds.values()), 2),
        "processor_seconds": round(sum(processor.values()), 2),
        "states": len({arc.source for arc in grammar.arcs} | grammar.finals.keys()),
        "arcs": len(grammar.arcs),
        "decode_per_audio": sum(h["seconds"] for h in heard) / sum(h["audio"] for h in heard),
        "right": sum(h["product"] in h["heard"] for h in heard) / len(heard),
        "heard": heard,
    }


def _heard(lexicon: Lexicon, listen: int, ear: Ear) -> Iterator[dict[str, Any]]:
    """Sentences that name products from all over the catalogue, with seconds of processor and of sound."""
    products, locale = lexicon.vocabulary.products, lexicon.language.locale
    templates = SENTENCES[lexicon.language.language]
    with Voice(locale) as voice:
        for at in range(listen):
            name = products[at * len(products) // listen].name
            said = templates[at % len(templates)].format(name)
            sound = trimmed(voice.say(said))
            found = ear.hear(sound)
            yield {
                "product": name,
                "said": said,
                "heard": found.words,
                "seconds": round(found.seconds, 3),
                "audio": round(pcm.seconds(sound), 3),
            }


@contextmanager
def _timed(stage: str, seconds: dict[str, float], processor: dict[str, float]) -> Iterator[None]:
    """Measure a stage: by the clock, and what it costs the processor, in processes that it starts too."""
    begun, used = time.perf_counter(), sum(os.times()[:4])
    yield
    seconds[stage] = time.perf_counter() - begun
    processor[stage] = sum(os.times()[:4]) - used
