"""Which certificate URLs are Amazon's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.chain_url import normalise
from app.web.errors import ChainUrlRefused

PLAIN = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"

GOOD = (
    PLAIN,
    "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
    "https://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    "HTTPS://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/./echo-api-cert.pem",
    "https://s3.amazonaws.com/other/../echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api//echo-api-cert.pem",
    "https://s3.amazonaws.com/%65cho.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/%2e%2e/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api%2Fecho-api-cert.pem",
)

BAD = (
    "",
    "echo-api-cert.pem",
    "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "ftp://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "file:///echo.api/echo-api-cert.pem",
    "https://notamazon.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com.evil.example/echo.api/echo-api-cert.pem",
    "https://evil.example/s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://bucket.s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com./echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:0443/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:x/echo.api/echo-api-cert.pem",
    "https://user@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:443@evil.example/echo.api/echo-api-cert.pem",
    "https://evil.example\\@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com\\.evil.example/echo.api/echo-api-cert.pem",
    "https://[s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://[::1]/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
    "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api",
    "https://s3.amazonaws.com/echo.api/",
    "https://s3.amazonaws.com/echo.api.evil/echo-api-cert.pem",
    "https://s3.amazonaws.com//echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/../evil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/%2e%2e/evil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/%252e%252e/evil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/..%2fevil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/..\\evil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/..%5cevil/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/../../echo.api/../evil.pem",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem?x=1",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem?",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem#x",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem%3fx",
    "https://s3.amazonaws.com?/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem%00",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem%0d%0aX: y",
    " https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/echo api-cert.pem",
    "https://s3.amazon\taws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/echo-api\n-cert.pem",
    "https://s3.amazonaws.com/echo.api/écho.pem",
    "https://s3.amazonaws.com/echo.api/%c3%a9cho.pem",
    "https://\uff53\uff13.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/" + "a" * 600,
)


@pytest.mark.parametrize("url", GOOD)
def test_every_form_of_the_url_becomes_one(url: str) -> None:
    assert normalise(url) == PLAIN


@pytest.mark.parametrize("url", BAD)
def test_what_is_not_amazons_is_refused(url: str) -> None:
    with pytest.raises(ChainUrlRefused):
        normalise(url)


@settings(deadline=None, max_examples=50)
@given(st.text() | st.text().map("https://s3.amazonaws.com/echo.api/".__add__))
def test_whatever_passes_is_under_the_folder_and_passes_again(url: str) -> None:
    try:
        found = normalise(url)
    except ChainUrlRefused:
        return
    assert found.startswith("https://s3.amazonaws.com/echo.api/")
    assert normalise(found) == found
    assert ".." not in found.split("/")


def test_the_reason_is_short_and_has_no_line_end() -> None:
    with pytest.raises(ChainUrlRefused) as caught:
        normalise("https://evil.example/\nforged line " + "a" * 400)
    assert "\n" not in caught.value.reason
    assert len(caught.value.reason) < 200
