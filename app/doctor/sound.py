"""Examines sound: devices, the microphone's level, the voice. May import `audio` and the findings."""

from collections.abc import Iterator

import numpy as np

from app.doctor.finding import Finding, fault, ok, warning
from audio.devices import Microphone
from audio.errors import AudioError, DeviceMissing
from audio.listen import BLOCK_S
from audio.pcm import Samples, seconds, to_floats
from audio.portaudio import portaudio, shape_of
from audio.speak import Voice

KINDS = {"microphone": "input", "loudspeaker": "output"}
LISTEN_S = 1.0
CLIPPED = 32_700
CLIPPED_SHARE = 0.001
QUIET_DB, NOISY_DB = -50.0, -40.0
"""Peak under which speech is too quiet, and floor above which a place is too loud; dB below full scale"""


def devices(names: dict[str, str]) -> Iterator[Finding]:
    """Whether there is a microphone and a loudspeaker; `names` has the wished ones by kind, or ""."""
    for part, kind in KINDS.items():
        try:
            sound = portaudio(part)
            if not _named(kind):
                yield fault(part, "this machine has none", "plug one in; then run this again")
                continue
            device = names[part] or None
            shape = shape_of(sound, part, device, None)
            found = sound.query_devices(device, kind)
        except DeviceMissing as error:
            yield fault(part, error.reason, error.remedy)
        except ValueError as error:  # no device, or several, of this name
            yield fault(part, str(error), f"give the name of one of: {', '.join(_named(kind))}")
        else:
            yield ok(part, f"{found['name']}, {shape.rate} Hz, {shape.channels} channel(s)")


def level(name: str) -> Iterator[Finding]:
    """Record a second and say how loud it is."""
    part = "level"
    try:
        with Microphone(name) as microphone:
            count = round(LISTEN_S / BLOCK_S)
            blocks = [block for block, _ in zip(microphone.blocks(), range(count), strict=False)]
    except DeviceMissing as error:
        yield fault(part, f"nothing recorded: {error.reason}", error.remedy)
        return
    if not blocks:
        yield fault(part, "the microphone gives no sound", "unplug it and plug it in again")
        return
    yield judged(np.concatenate(blocks))


def judged(samples: Samples) -> Finding:
    """Judge a second of sound."""
    part, peak, floor = "level", _db(float(np.abs(to_floats(samples)).max())), _floor(samples)
    says = f"peak {peak:.0f} dB, noise floor {floor:.0f} dB"
    if not samples.any():
        return fault(part, "nothing but zeros", "switch the microphone on, and unmute it")
    if np.mean(np.abs(samples.astype(np.int32)) >= CLIPPED) > CLIPPED_SHARE:
        return warning(part, f"clipped: {says}", "turn the microphone down, or speak from farther")
    if floor > NOISY_DB:
        return warning(part, f"loud surroundings: {says}", "move it away from machines and music")
    if peak < QUIET_DB:
        remedy = "turn the microphone up, or speak while the doctor listens"
        return warning(part, f"too quiet: {says}", remedy)
    return ok(part, says)


def voice(locale: str) -> Iterator[Finding]:
    """Whether the mouth can speak."""
    try:
        with Voice(locale) as mouth:
            said = mouth.say("one two three")
    except AudioError as error:
        yield fault("voice", str(error), "install the packages again: make .venv/runtime")
        return
    if not said.any():
        yield fault("voice", "it speaks silence", "choose another voice in COUNTERTALK_LOCALE")
    else:
        yield ok("voice", f"{locale}, three words in {seconds(said):.1f} s of sound")


def _floor(samples: Samples) -> float:
    """Loudness of the quietest tenth, dB below full scale."""
    size = round(0.03 * 16_000)
    blocks = to_floats(samples[: len(samples) // size * size]).reshape(-1, size)
    loud = np.sqrt((blocks**2).mean(axis=1)) if len(blocks) else np.zeros(1)
    return _db(float(np.quantile(loud, 0.1)))


def _db(amplitude: float) -> float:
    return float(20 * np.log10(max(amplitude, 1e-5)))


def _named(kind: str) -> list[str]:
    found = portaudio(kind).query_devices()
    return [str(one["name"]) for one in found if one[f"max_{kind}_channels"]]
