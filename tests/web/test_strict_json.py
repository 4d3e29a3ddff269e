"""The JSON that a request may be."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.errors import BodyUnreadable
from app.web.strict_json import parse

BAD: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"hello",
    "form": b"a=1&b=2",
    "array": b"[]",
    "text": b'"x"',
    "null": b"null",
    "two objects": b"{}{}",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "broken off": b'{"a":',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "minus Infinity": b'{"a":[-Infinity]}',
    "number out of range": b'{"a":1e999}',
    "endless digits": b'{"a":' + b"9" * 5000 + b"}",
    "same key twice": b'{"a":1,"a":2}',
    "same key twice, escaped, deep": b'{"x":[{"a":1,"\\u0061":2}]}',
    "not UTF-8": b'{"a":"\xff"}',
    "Latin-1": '{"a":"é"}'.encode("latin-1"),
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-16 without mark": '{"a":1}'.encode("utf-16-le"),
    "UTF-32": '{"a":1}'.encode("utf-32-be"),
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "overlong UTF-8": b'{"a":"\xc0\x80"}',
    "control character": b'{"a":"\x01"}',
    "NUL": b'{"a":"\\u0000"}',
    "NUL in a key": b'{"a\\u0000":1}',
    "half a pair": b'{"a":["\\ud83d"]}',
    "pair the wrong way round": b'{"a":"\\ude00\\ud83d"}',
    "deep arrays": b'{"a":' + b"[" * 70 + b"]" * 70 + b"}",
    "deep objects": b'{"a":' * 70 + b"1" + b"}" * 70,
    "deep beyond the stack": b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep and never closed": b'{"a":' + b"[" * 100_000,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_bad_json_is_refused(body: bytes) -> None:
    with pytest.raises(BodyUnreadable):
        parse(body)


def test_good_json_is_read() -> None:
    assert parse(b' {"a": [1, -2.5, true, null, "\\ud83d\\ude00 \xc3\xa9", {}]} ') == {
        "a": [1, -2.5, True, None, "\U0001f600 é", {}]
    }
    assert parse(b'{"a":' + b"[" * 60 + b"]" * 60 + b"}")


def test_the_reason_quotes_nothing_of_the_body() -> None:
    with pytest.raises(BodyUnreadable) as caught:
        parse(b'{"name": "Margaret" oops}')
    assert "Margaret" not in caught.value.reason


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(_TEXT, _VALUE))
def test_all_proper_json_is_read_as_the_lenient_reader_does(document: dict[str, object]) -> None:
    body = json.dumps(document).encode()
    assert parse(body) == document


@settings(deadline=None, max_examples=50)
@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(BodyUnreadable):
        assert isinstance(parse(body), dict)
