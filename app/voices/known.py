"""The models of Vosk that fit a small machine, and what their archives must be. Imports nothing of ours.

Names are those of https://alphacephei.com/vosk/models; a checksum stands here where it was measured, others must be given.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

SITE = "https://alphacephei.com/vosk/models/"


@dataclass(frozen=True)
class Model:
    """An archive that holds one folder of the model's name."""

    name: str
    sha256: str | None = None
    """Of the archive; None: not known here"""

    def url(self, site: str) -> str:
        """Where it is on a site."""
        return urljoin(site if site.endswith("/") else f"{site}/", f"{self.name}.zip")


MODELS = {
    "en-US": Model(
        "vosk-model-small-en-us-0.15",
        "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
    ),
    "en-IN": Model("vosk-model-small-en-in-0.4"),
    "ko-KR": Model("vosk-model-small-ko-0.22"),
}
"""By locale; a locale without one of its own takes the first of its language"""


def model_for(locale: str) -> Model | None:
    """The model for a locale; None if none is known."""
    language = locale.partition("-")[0]
    same = (model for known, model in MODELS.items() if known.partition("-")[0] == language)
    return MODELS.get(locale) or next(same, None)
