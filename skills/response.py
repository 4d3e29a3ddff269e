"""From an answer to Alexa's response: phrases become words, words become SSML. May import `skills.wording`.

The SDK does not escape `&`, `<` and `>` in speech, which is invalid XML and ends a session with INVALID_RESPONSE; so all
speech is escaped here, once.
"""

from xml.sax.saxutils import escape

from ask_sdk_core.response_helper import ResponseFactory
from ask_sdk_model import Response, ResponseEnvelope
from ask_sdk_model.ui import SimpleCard

from skills.answer import Answer, Say
from skills.wording import Wording


def respond(answer: Answer, wording: Wording, seed: int) -> Response:
    """Word an answer: it either asks and listens, or ends the session."""

    def words(phrase: Say) -> str:
        return wording.render(phrase, seed)

    said = [words(phrase) for phrase in (*answer.says, *filter(None, [answer.asks]))]
    speech, reprompt = answer.again or ("", said[-1] if answer.asks else "")
    speech = " ".join(filter(None, [*said, speech]))
    factory = ResponseFactory().speak(escape(speech))
    if reprompt:
        factory.ask(escape(reprompt))
    else:
        factory.set_should_end_session(True)
    if answer.card:
        title, text = answer.card
        factory.set_card(SimpleCard(words(title), words(text)))
    return factory.response


def envelope(answer: Answer, wording: Wording, seed: int) -> ResponseEnvelope:
    """The whole response of an answer that was made without the skill."""
    return ResponseEnvelope("1.0", answer.focus.attributes(), None, respond(answer, wording, seed))
