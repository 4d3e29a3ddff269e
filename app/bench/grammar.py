"""How long a shop's grammar takes to compile, how large it is, and how fast it is listened with.

The catalogue is made up (`app.bench.catalogue`) and synthetic sentences name its products; the baseline of the same run is
the demo shop. May import everything below.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.bench.catalogue import catalogue
from app.bootstrap import MENU, make_lexicon, open_store, scratch_url
from app.counter import hearing
from audio import pcm
from audio.acceptor import Acceptor
from audio.ears import open_ear
from audio.listen import trimmed
from audio.speak import Voice
from models.catalog_import import load, parse
from skills.grammar import Grammar
from skills.lexicon import Lexicon

SENTENCES = ("can i have a {}", "how much is the {}", "a {} please", "remove the {}")


def measure(products: int, listen: int, kind: str, model: Path | None = None) -> dict[str, Any]:
    """Compile and listen: a made-up shop of so many products, and the demo shop."""
    return {
        **_measured(json.dumps(catalogue(products)), listen, kind, model),
        "baseline": _measured(MENU.read_text(encoding="utf-8"), listen, kind, model),
    }


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    rows = [
        "products  compile s  (of it)                                  states    arcs  decode/audio  right"
    ]
    for one in (result, result["baseline"]):
        stages = ", ".join(f"{name} {value:.1f}" for name, value in one["seconds"].items())
        rows.append(
            f"{one['products']:8d} {one['compile_seconds']:10.1f}  ({stages})"
            f" {one['states']:8d} {one['arcs']:7d} {one['decode_per_audio']:13.3f} {one['right']:6.0%}"
        )
    return "\n".join(rows)


def _measured(menu: str, listen: int, kind: str, model: Path | None) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    with scratch_url() as url, open_store(url, stock=False) as store:
        with store.begin() as session:
            load(session, parse(menu))
        with _timed(seconds, "read"):
            lexicon = make_lexicon(store, "en-US")
        with _timed(seconds, "text"):
            att = Grammar(lexicon).text()
        with _timed(seconds, "optimise"):
            grammar = Acceptor.parse(att).optimised()
        with _timed(seconds, "open"):
            own, guessed = hearing.pronunciations(lexicon)
            spoken = {**own, **guessed}
            ear = open_ear(kind, grammar.text(), pronunciations=spoken, model_dir=model)
        with ear:
            heard = list(_heard(lexicon, listen, ear.hear))
    return {
        "ear": ear.name,
        "products": len(lexicon.vocabulary.products),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "compile_seconds": round(sum(seconds.values()), 2),
        "states": len({arc.source for arc in grammar.arcs} | grammar.finals.keys()),
        "arcs": len(grammar.arcs),
        "decode_per_audio": sum(cost for _, cost, _ in heard)
        / sum(length for _, _, length in heard),
        "right": sum(right for right, _, _ in heard) / len(heard),
    }


def _heard(lexicon: Lexicon, listen: int, hear: Any) -> Iterator[tuple[bool, float, float]]:
    """For sentences over the whole catalogue: whether each word is right, and seconds of processor and of sound."""
    products = lexicon.vocabulary.products
    with Voice("en-US") as voice:
        for at in range(listen):
            name = products[at * len(products) // listen].name
            sentence = SENTENCES[at % len(SENTENCES)].format(name)
            sound = trimmed(voice.say(sentence))
            found = hear(sound)
            yield found.words == sentence, found.seconds, pcm.seconds(sound)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - begun
