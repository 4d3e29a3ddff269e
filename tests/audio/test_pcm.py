from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio import pcm
from audio.errors import AudioEmpty, AudioTooLong, NotAudio


def tone(rate: int, seconds: float = 1.0) -> pcm.Floats:
    turns = np.arange(int(rate * seconds)) * 440 / rate
    return (np.sin(2 * np.pi * turns) / 2).astype(np.float32)


def pitch(samples: pcm.Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64)))
    return float(spectrum.argmax()) * pcm.RATE / len(samples)


@pytest.mark.parametrize("suffix", ["wav", "flac"])
@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_any_rate_and_channels_become_ours(
    tmp_path: Path, rate: int, channels: int, suffix: str
) -> None:
    file = tmp_path / f"tone.{suffix}"
    soundfile.write(file, np.stack([tone(rate)] * channels, axis=1), rate)
    samples = pcm.read(file)
    assert samples.dtype == np.int16
    assert pcm.seconds(samples) == pytest.approx(1.0, abs=0.01)
    assert pitch(samples) == pytest.approx(440, abs=2)
    assert 14_000 < samples.max() < 19_000


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    samples = np.arange(-5000, 5000, dtype=np.int16)
    pcm.write(tmp_path / "a.wav", samples)
    assert np.abs(pcm.read(tmp_path / "a.wav") - samples).max() <= 1


def test_a_text_file_is_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "notes.wav"
    file.write_text("two lattes and a bagel")
    with pytest.raises(NotAudio, match=r"notes\.wav is no sound file .* give a WAV or FLAC"):
        pcm.read(file)


def test_a_file_of_no_bytes_is_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "nothing.wav"
    file.touch()
    with pytest.raises(NotAudio):
        pcm.read(file)


def test_a_missing_file_and_a_folder_are_no_sound(tmp_path: Path) -> None:
    with pytest.raises(NotAudio, match="no such file"):
        pcm.read(tmp_path / "gone.wav")
    with pytest.raises(NotAudio):
        pcm.read(tmp_path)


def test_sound_without_samples_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "empty.wav"
    pcm.write(file, np.zeros(0, dtype=np.int16))
    with pytest.raises(AudioEmpty, match=r"empty\.wav holds no samples"):
        pcm.read(file)


def test_a_header_cut_off_before_its_sound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "header.wav"
    pcm.write(file, np.ones(1000, dtype=np.int16))
    file.write_bytes(file.read_bytes()[:44])
    with pytest.raises(AudioEmpty):
        pcm.read(file)
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(NotAudio):
        pcm.read(file)


def halved(file: Path) -> Path:
    soundfile.write(file, np.random.default_rng(1).uniform(-0.5, 0.5, 32_000), 16_000)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


def test_a_wav_cut_off_in_the_middle_gives_what_is_there(tmp_path: Path) -> None:
    assert pcm.seconds(pcm.read(halved(tmp_path / "cut.wav"))) == pytest.approx(1, abs=0.01)


def test_a_flac_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAudio, match="lost sync"):
        pcm.read(halved(tmp_path / "cut.flac"))


def test_ten_minutes_are_too_long_and_the_limit_is_named(tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    soundfile.write(file, np.zeros(600 * 8_000, dtype=np.int16), 8_000)
    with pytest.raises(AudioTooLong, match=r"600\.0 s of sound; the limit is 60 s") as caught:
        pcm.read(file)
    assert (caught.value.seconds, caught.value.limit) == (600.0, 60.0)


def test_absurd_rates_and_channels_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "slow.wav"
    soundfile.write(file, np.zeros(100, dtype=np.int16), 100)
    with pytest.raises(NotAudio, match="100 Hz"):
        pcm.read(file)
    soundfile.write(file, np.zeros((100, 9), dtype=np.int16), 16_000)
    with pytest.raises(NotAudio, match="9 channels"):
        pcm.read(file)


def test_floats_that_are_no_numbers_or_too_loud_are_tamed(tmp_path: Path) -> None:
    file = tmp_path / "odd.wav"
    odd = np.array([np.nan, np.inf, -np.inf, 7.0, -7.0, 0.0], dtype=np.float32)
    soundfile.write(file, odd, 16_000, subtype="FLOAT")
    assert pcm.read(file).tolist() == [0, 32767, -32767, 32767, -32767, 0]
