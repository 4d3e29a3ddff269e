"""Reading a request's JSON into the SDK's classes: like the SDK where all is well, and stricter where it is not."""

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import DialogState, IntentRequest, RequestEnvelope
from ask_sdk_model.slu.entityresolution import StatusCode

from app.envelope import read
from app.errors import RequestMalformed
from tests.app.world import Customer

Json = dict[str, Any]
SAID = ("two large lattes with oat milk and a muffin", "what's in my cart", "nonsense", "check out")
EVENT = {
    "type": "AlexaSkillEvent.SkillPermissionChanged",
    "requestId": "1",
    "timestamp": "2026-03-01T09:00:00Z",
    "eventCreationTime": "2026-03-01T08:59:59.5Z",
    "body": {"acceptedPermissions": [{"scope": "alexa::alerts:reminders:skill:readwrite"}]},
}


def request(**members: object) -> Json:
    return {"version": "1.0", "request": {"type": "IntentRequest", "requestId": "1", **members}}


def slot(**members: object) -> Json:
    return request(
        intent={"name": "AddItemIntent", "slots": {"product": {"name": "product", **members}}}
    )


SDK = DefaultSerializer()


def same(document: Json) -> bool:
    """Whether the SDK reads the same, and so writes the same again."""
    theirs: object = SDK.deserialize(json.dumps(document), RequestEnvelope)
    return written(SDK.serialize(read(document))) == written(SDK.serialize(theirs))


def written(document: object) -> str:
    return json.dumps(document, sort_keys=True)


@pytest.mark.parametrize("words", SAID)
def test_a_real_request_is_read_as_the_sdk_reads_it(customer: Customer, words: str) -> None:
    assert same(customer.request(words))


def test_an_event_is_read_as_the_sdk_reads_it() -> None:
    assert same({"version": "1.0", "request": EVENT})


def test_what_the_model_does_not_know_is_left_out() -> None:
    document = request(dialogState="UNHEARD", locale="en-US", request_id="2", novelty={"a": 1})
    found = read(document | {"__class__": "x"}).request
    assert isinstance(found, IntentRequest)
    assert (found.request_id, found.dialog_state, found.locale) == ("1", None, "en-US")
    assert not hasattr(found, "novelty")
    started = read(request(dialogState="STARTED")).request
    assert isinstance(started, IntentRequest)
    assert started.dialog_state is DialogState.STARTED
    assert read({"request": {"type": "System.Unheard"}}).request is None


def test_null_is_as_if_it_was_not_there() -> None:
    authorities = [None, {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [None]}]
    found: Any = read(slot(resolutions={"resolutionsPerAuthority": authorities})).request
    (authority,) = found.intent.slots["product"].resolutions.resolutions_per_authority
    assert (authority.status.code, authority.values) == (StatusCode.ER_SUCCESS_MATCH, [])
    nothing: Any = read(request(intent={"name": "X", "slots": {"product": None}})).request
    assert nothing.intent.slots == {}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (request(intent="x"), "intent of IntentRequest is not an object"),
        (request(intent={"slots": []}), "slots of Intent is not an object"),
        (request(intent={"name": {}}), "name of Intent is not a text"),
        (request(dialogState=1), "dialogState of IntentRequest is not a text"),
        (request(timestamp=5), "timestamp of IntentRequest is not a time"),
        (
            slot(resolutions={"resolutionsPerAuthority": {}}),
            "resolutionsPerAuthority of Resolutions",
        ),
        ({"session": {"new": "yes"}}, "new of Session is not true or false"),
        (
            {"context": {"Viewport": {"pixelWidth": "wide"}}},
            "pixelWidth of ViewportState is not a number",
        ),
        ([], "the envelope is not an object"),
    ],
)
def test_a_wrong_type_is_refused_by_name_only(document: Json, said: str) -> None:
    with pytest.raises(RequestMalformed, match=said):
        read(document)
