"""What can go wrong between the air and the words.

* AudioError
  x RecordingError
    - NotAudio         the file holds no sound that can be read
    - AudioEmpty       the file is sound, but not a single sample
    - AudioTooLong     more seconds than the limit
  x EarError
    - EarUnavailable   no such ear, no model, no library for it
      + ModelInvalid   the directory that was named holds no model
    - GrammarRefused   the grammar cannot be used by an ear
  x SpeechFailed       no sound was made for a text
  x DeviceMissing      no microphone, no loudspeaker, no PortAudio

Not hearing anything is not an error: it is `Hearing(words="")`. Imports nothing of ours.
"""

from pathlib import Path


class AudioError(Exception):
    """Anything the ears and the mouth refuse."""


class RecordingError(AudioError):
    """A recording that cannot be used."""


class NotAudio(RecordingError):
    """A file that holds no sound we can read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path} is no sound file we can read ({self.reason}); give a WAV or FLAC file"


class AudioEmpty(RecordingError):
    """A sound file without a sample."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} holds no samples; give a recording of at least one word"


class AudioTooLong(RecordingError):
    """More sound than one command can have."""

    def __init__(self, seconds: float, limit: float, path: Path | None = None) -> None:
        super().__init__(seconds, limit, path)
        self.seconds = seconds
        self.limit = limit
        self.path = path

    def __str__(self) -> str:
        name = f"{self.path}: " if self.path else ""
        return f"{name}{self.seconds:.1f} s of sound; the limit is {self.limit:g} s, cut it"


class EarError(AudioError):
    """A recogniser that cannot be opened."""


class EarUnavailable(EarError):
    """An ear that is unknown here, or lacks its library or model."""

    def __init__(self, ear: str, reason: str) -> None:
        super().__init__(ear, reason)
        self.ear = ear
        self.reason = reason

    def __str__(self) -> str:
        return f"the ear {self.ear!r} cannot be used: {self.reason}"


class ModelInvalid(EarUnavailable):
    """A directory that was named as a model's, and holds none."""


class GrammarRefused(EarError):
    """A grammar that is malformed, too large, or has no word the ear knows."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        where = f" at line {self.line}" if self.line is not None else ""
        return f"the grammar is refused{where}: {self.reason}"


class SpeechFailed(AudioError):
    """A text that did not become sound."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(reason, text)
        self.reason = reason
        self.text = text

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        return f"could not say {shown!r}: {self.reason}"


class DeviceMissing(AudioError):
    """A microphone or loudspeaker that is not there."""

    def __init__(self, device: str, reason: str, remedy: str) -> None:
        super().__init__(device, reason, remedy)
        self.device = device
        self.reason = reason
        self.remedy = remedy

    @classmethod
    def unplugged(cls, device: str, reason: str) -> "DeviceMissing":
        """A device that is not there, or not any more."""
        return cls(device, reason, "plug one in and choose it in the system's sound settings")

    def __str__(self) -> str:
        return f"no {self.device} ({self.reason}); {self.remedy}"
