"""Each rule for a single response is broken once, in a response that is right otherwise."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.certify.responses import faults

Json = dict[str, Any]
SLOTS = ("product", "quantity")
MODEL: Json = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "corner counter",
            "intents": [
                {"name": "AddItemIntent", "slots": [{"name": n, "type": n} for n in SLOTS]},
                {"name": "NameIntent", "slots": [{"name": "first_name", "type": "x"}]},
            ],
            "types": [{"name": "product", "values": []}],
        },
        "dialog": {"intents": [{"name": "AddItemIntent", "slots": [{"name": "product"}]}]},
    }
}


def request(kind: str = "LaunchRequest", **interfaces: Json) -> Json:
    device = {"deviceId": "d", "supportedInterfaces": interfaces}
    return {"request": {"type": kind}, "context": {"System": {"device": device}}}


def ssml(text: str) -> Json:
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}


def asking() -> Json:
    """A right answer that keeps the session open, with one of everything."""
    question = ssml("Welcome. What would you like?")
    return {
        "version": "1.0",
        "sessionAttributes": {"question": "else"},
        "response": {
            "outputSpeech": question,
            "reprompt": {"outputSpeech": copy.deepcopy(question)},
            "card": {"type": "Simple", "title": "Order", "content": "A latte."},
            "directives": [
                {
                    "type": "Dialog.ElicitSlot",
                    "slotToElicit": "product",
                    "updatedIntent": {
                        "name": "AddItemIntent",
                        "confirmationStatus": "NONE",
                        "slots": {n: {"name": n, "confirmationStatus": "NONE"} for n in SLOTS},
                    },
                },
                {
                    "type": "Dialog.UpdateDynamicEntities",
                    "updateBehavior": "REPLACE",
                    "types": [{"name": "product", "values": [value("latte", 1)]}],
                },
            ],
            "shouldEndSession": False,
        },
    }


def ending() -> Json:
    return {
        "version": "1.0",
        "response": {"outputSpeech": ssml("Goodbye."), "shouldEndSession": True},
    }


def value(identity: str, synonyms: int) -> Json:
    said = [f"{identity} {n}" for n in range(synonyms)]
    return {"id": identity, "name": {"value": identity, "synonyms": said}}


def put(value: object, *path: str | int) -> Callable[[Json], object]:
    """Set a member, within `response`."""

    def change(response: Json) -> None:
        place: Any = response["response"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def say(text: str) -> Callable[[Json], object]:
    return put(f"<speak>{text}</speak>", "outputSpeech", "ssml")


def dialog(value: object, *path: str | int) -> Callable[[Json], object]:
    return put(value, "directives", 0, *path)


def updated(response: Json) -> Json:
    return dict(response["response"]["directives"][0]["updatedIntent"])


def entities(value: object, *path: str | int) -> Callable[[Json], object]:
    return put(value, "directives", 1, *path)


OPEN: list[tuple[str, Callable[[Json], object]]] = [
    ("version is not", lambda r: r.update(version="1")),
    ("unknown member response.cards", put({}, "cards")),
    ("unknown member response.directives.0.slot", dialog("product", "slot")),
    ("wrong type", put("false", "shouldEndSession")),
    ("wrong type", put(5, "outputSpeech", "ssml")),
    ("does not fit the SDK's model", put("Speech", "outputSpeech", "type")),
    ("does not fit the SDK's model", put([{}], "directives")),
    ("does not fit the SDK's model", put({}, "outputSpeech")),
    ("has 2,0", lambda r: r.update(sessionAttributes={"a": "x" * 2048})),
    ("the response has 2", lambda r: r.update(userAgent="x" * 24 * 1024)),
    ("well-formed", say("Fish & chips, is that right?")),
    ("well-formed", say("Is 2 < 3?")),
    ("well-formed", say("<p>Yes?")),
    ("<blink>", say("<blink>What would you like?</blink>")),
    ("<speak>", say("<speak>What would you like?</speak>")),
    ("begins with <p>", put("<p>What would you like?</p>", "outputSpeech", "ssml")),
    ("document type", put("<!DOCTYPE x><speak>What?</speak>", "outputSpeech", "ssml")),
    ("11,000 milliseconds", say("<break time='11s'/>What would you like?")),
    ("no time", say("<break time='long'/>What would you like?")),
    ("plays audio from", say("<audio src='http://a.example/b.mp3'/>What would you like?")),
    ("6 audio files", say("<audio src='soundbank://a'/>" * 6 + "What would you like?")),
    ("8,0", say("x" * 8000 + "?")),
    ("says nothing", say(" ")),
    ("no question is asked", say("Goodbye.")),
    ("no question is asked", say("What? No. I mean. Nothing.")),
    ("without a reprompt", lambda r: r["response"].pop("reprompt")),
    ("the reprompt asks nothing", put(ssml("Hm."), "reprompt", "outputSpeech")),
    ("reprompt is there and says nothing", put({}, "reprompt")),
    ("shouldEndSession is not said", lambda r: r["response"].pop("shouldEndSession")),
    ("ends with a reprompt", put(True, "shouldEndSession")),
    ("ends with Dialog.ElicitSlot", put(True, "shouldEndSession")),
    ("ends on a question", put(True, "shouldEndSession")),
    ("the card has 8,0", put("x" * 8000, "card", "content")),
    ("the card shows nothing", put({"type": "Simple"}, "card")),
    ("asks for no permission", put({"type": "AskForPermissionsConsent"}, "card")),
    (
        "is not https",
        put({"type": "Standard", "text": "a", "image": {"smallImageUrl": "http://a"}}, "card"),
    ),
    ("delegates", put([{"type": "Dialog.Delegate"}], "directives")),
    ("several dialog directives", lambda r: r["response"]["directives"].extend(asking_again())),
    ("names no slot", dialog(None, "slotToElicit")),
    ("no updatedIntent", dialog(None, "updatedIntent")),
    ("is not given with", dialog("size", "slotToElicit")),
    ("named 'x'", dialog("x", "updatedIntent", "slots", "product", "name")),
    ("Other, an intent that", dialog("Other", "updatedIntent", "name")),
    ("model's slots of AddItemIntent: quantity", lambda r: updated(r)["slots"].pop("quantity")),
    ("asks for quantity, no slot", dialog("quantity", "slotToElicit")),
    ("NameIntent, which is not in", dialog("NameIntent", "updatedIntent", "name")),
    ("REPLACE with 0 types", entities([], "types")),
    ("CLEAR with 1 types", entities("CLEAR", "updateBehavior")),
    ("names AMAZON.Food, not a custom", entities("AMAZON.Food", "types", 0, "name")),
    ("not a custom slot type", entities("colour", "types", 0, "name")),
    ("101 values and synonyms", entities([value("latte", 100)], "types", 0, "values")),
    ("without an id of their own", entities([value("a", 0)] * 2, "types", 0, "values")),
    ("value without a name", entities([{"id": "a", "name": {}}], "types", 0, "values")),
    ("141 characters", entities([value("a" * 141, 0)], "types", 0, "values")),
    ("without Alexa.Presentation.APL", put([{"type": "Alexa.Presentation.APL.RenderDocument"}], "directives")),
    ("without AudioPlayer", put([{"type": "AudioPlayer.Stop"}], "directives")),
    ("LaunchRequest is answered with canFulfill", put({"canFulfill": "YES"}, "canFulfillIntent")),
]  # fmt: skip


def asking_again() -> list[Json]:
    return [dict(asking()["response"]["directives"][0])]


@pytest.mark.parametrize("right", [asking(), ending()], ids=["asking", "ending"])
def test_a_right_response_has_no_fault(right: Json) -> None:
    assert faults(right, request(), MODEL) == []


@pytest.mark.parametrize(("fault", "change"), OPEN, ids=[fault for fault, _ in OPEN])
def test_each_rule_that_is_broken_is_named(fault: str, change: Callable[[Json], object]) -> None:
    response = asking()
    change(response)
    assert any(fault in found for found in faults(response, request(), MODEL))


@pytest.mark.parametrize("member", ["outputSpeech", "reprompt", "card", "directives"])
@pytest.mark.parametrize("kind", ["SessionEndedRequest", "AlexaSkillEvent.SkillEnabled"])
def test_what_cannot_be_spoken_to_is_answered_without_words(kind: str, member: str) -> None:
    response = {"version": "1.0", "response": {member: asking()["response"][member]}}
    assert f"{kind} is answered with {member}" in faults(response, request(kind), MODEL)
    assert faults({"version": "1.0", "response": {}}, request(kind), MODEL) == []


def test_a_question_may_be_followed_by_how_to_answer_it() -> None:
    response = asking()
    say("What is the number? Please say it digit by digit.")(response)
    assert faults(response, request(), MODEL) == []


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("has no token", {"token": ""}),
        ("of type 'Link'", {"document": {"type": "Link", "src": "doc://alexa/x"}}),
        ("without a version", {"document": {"type": "APL"}}),
        ("shows no items", {"document": {"type": "APL", "mainTemplate": {"items": []}}}),
        ("", {}),
    ],
)
def test_a_document_is_a_whole_one(fault: str, changed: Json) -> None:
    template = {"parameters": ["payload"], "items": [{"type": "Text", "text": "A latte"}]}
    document = {"type": "APL", "version": "2023.3", "mainTemplate": template}
    directive = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "t"}
    response = asking()
    put([directive | {"document": document} | changed], "directives")(response)
    asked = request("LaunchRequest", **{"Alexa.Presentation.APL": {}})
    found = faults(response, asked, MODEL)
    assert any(fault in one for one in found) if fault else found == []


def fulfilling(answer: object) -> list[str]:
    asked = request("CanFulfillIntentRequest")
    asked["request"]["intent"] = {"name": "PriceIntent", "slots": {"product": {"name": "product"}}}
    return faults({"version": "1.0", "response": {"canFulfillIntent": answer}}, asked, MODEL)


def test_can_fulfill_speaks_of_each_slot_that_was_asked_for() -> None:
    yes = {"canUnderstand": "YES", "canFulfill": "YES"}
    assert fulfilling({"canFulfill": "YES", "slots": {"product": yes}}) == []
    assert "without canFulfill" in fulfilling(None)[0]
    assert "nothing of the slot product" in fulfilling({"canFulfill": "YES"})[0]
    both = {"canFulfill": "YES", "slots": {"product": yes, "size": yes}}
    assert "the slot size, not asked for" in fulfilling(both)[0]
    half = {"canFulfill": "YES", "slots": {"product": {"canFulfill": "YES"}}}
    assert "says no canUnderstand" in fulfilling(half)[0]
    assert "PERHAPS" in fulfilling({"canFulfill": "PERHAPS"})[0]


def test_a_video_comes_without_a_word_on_the_session() -> None:
    response = asking()
    video = {"type": "VideoApp.Launch", "videoItem": {"source": "https://a.example/v.mp4"}}
    put([video], "directives")(response)
    found = faults(response, request(VideoApp={}), MODEL)
    assert found == [
        "a video is started together with reprompt",
        "a video is started together with shouldEndSession",
    ]


@pytest.mark.parametrize("odd", [None, [], "x", {}, {"version": "1.0", "response": []}])
def test_what_is_no_response_at_all_is_a_fault(odd: Any) -> None:
    assert faults(odd, request(), MODEL)


def test_the_model_may_be_left_out() -> None:
    assert faults(asking(), request()) == []
