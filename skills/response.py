"""From an answer to Alexa's response: phrases become words, words become SSML. May import `skills.wording` and screens.

The SDK does not escape `&`, `<` and `>` in speech, which is invalid XML and ends a session with INVALID_RESPONSE; so all
speech is escaped here, once.
"""

from collections.abc import Callable
from typing import Any, cast
from xml.sax.saxutils import escape

from ask_sdk_core.response_helper import ResponseFactory
from ask_sdk_model import Response, ResponseEnvelope
from ask_sdk_model.ui import AskForPermissionsConsentCard, SimpleCard

from skills import limits
from skills.answer import Answer, Say
from skills.directives import Json
from skills.screens import rendered
from skills.wording import Wording

Words = Callable[[Say], str]
SLOWLY = '<prosody rate="slow">{}</prosody>'
"""Around all that is said in a talk that somebody asked to be slower"""


def respond(
    answer: Answer, wording: Wording, seed: int, directives: tuple[Json, ...] = ()
) -> Response:
    """Word an answer: it either asks and listens, or ends the session."""

    def words(phrase: Say) -> str:
        return wording.render(phrase, seed)

    factory = _spoken(answer, words)
    if answer.card:
        title, text = map(words, answer.card)
        factory.set_card(SimpleCard(title, limits.cut(text, limits.CARD - len(title))))
    if answer.permissions:
        factory.set_card(AskForPermissionsConsentCard(list(answer.permissions)))
    shown = [rendered(answer.screen, words)] if answer.screen else []
    response: Any = factory.response
    response.directives = [*shown, *directives] or None
    limits.fit(response, answer.focus.attributes())
    return cast(Response, response)


def _spoken(answer: Answer, words: Words) -> ResponseFactory:
    """Speech and question; the question is never cut."""
    speech, reprompt = answer.again or ("", words(answer.asks) if answer.asks else "")
    question = [words(answer.asks)] if answer.asks else []
    last = escape(" ".join(filter(None, [*question, speech])))
    first = escape(" ".join(words(phrase) for phrase in answer.says))
    first = limits.cut(first, max(0, limits.SPEECH - len(last)))
    whole = limits.cut(f"{first} {last}".strip(), limits.SPEECH)
    pace = SLOWLY if answer.focus.slow else "{}"
    factory = ResponseFactory().speak(pace.format(whole))
    if reprompt:
        factory.ask(pace.format(limits.cut(escape(reprompt), limits.SPEECH)))
    else:
        factory.set_should_end_session(True)
    return factory


def envelope(answer: Answer, wording: Wording, seed: int) -> ResponseEnvelope:
    """The whole response of an answer that was made without the skill."""
    return ResponseEnvelope("1.0", answer.focus.attributes(), None, respond(answer, wording, seed))
