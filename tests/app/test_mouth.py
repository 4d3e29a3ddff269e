"""The voice of a locale, and that the counter speaks the markup of an answer."""

import numpy as np

from app.bootstrap import make_voice
from app.counter.conversation import Conversation
from audio.pcm import RATE
from skills.language import Language


def test_each_locale_has_its_voice_rate_and_volume() -> None:
    british, korean = make_voice(Language.load("en-GB")), make_voice(Language.load("ko-KR"))
    assert (british.voice, british.rate, british.volume) == ("en-GB", 165, 1.0)
    assert (korean.voice, korean.rate) == ("ko", 150)


def test_an_answer_is_spoken_with_its_markup(conversation: Conversation) -> None:
    reply = conversation.greet()
    assert reply.ssml == f"<speak>{reply.speech}</speak>"
    with make_voice(Language.load("en-US")) as voice:
        sounds = list(voice.sentences(reply.ssml))
        paused = voice.say(reply.ssml.replace("</speak>", '<break time="2s"/></speak>'))
    assert len(sounds) == 2
    whole = sum(map(len, sounds))
    assert len(paused) == whole + 2 * RATE
    assert not np.any(paused[-2 * RATE :])
