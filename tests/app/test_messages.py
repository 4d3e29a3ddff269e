"""Messages: texts from the wording, to addresses that were checked, by services on a list; mail to a real mail server."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifier import messages
from app.notifier.carrier import Unreachable
from app.notifier.messages import GatewaysInvalid, Messages
from models.channels import MESSAGES, NEWSWORTHY, Channel
from models.contacts import check
from models.deliveries import Delivery
from models.fulfilment import Fulfilment, OrderStatus
from models.news_errors import ContactInvalid
from skills.language import locales
from skills.wording import Wording
from tests.app.mailbox import serving
from tests.app.telling import StandIn, now, stand_in

WORDINGS = {locale: Wording.load(locale) for locale in locales()}
TELEGRAM = "tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/{to}"
TWILIO = f"twilio://AC{'0' * 32}:{'1' * 32}@+12025550123/{{to}}"


def news(
    address: str,
    status: OrderStatus = OrderStatus.READY,
    locale: str = "en-US",
    seller: str = "Corner Coffee",
) -> Delivery:
    return Delivery(
        id=1,
        event_id="1~ready~1772355600",
        channel=Channel.MAIL,
        user="amzn1.ask.account.ANN",
        address=address,
        locale=locale,
        status=status,
        fulfilment=Fulfilment.PICKUP,
        number=100,
        seller=seller,
        happened_at=now(),
        promised_at=None,
        expires_at=now() + timedelta(minutes=20),
        attempts=0,
    )


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in(serving, tmp_path / "mail.log", 1) as started:
        yield started


def gateway(mailbox: StandIn) -> Messages:
    template = f"mailto://127.0.0.1:{mailbox.port}?from=shop@example.com&to={{to}}&format=text"
    return Messages.checked(Channel.MAIL, template, WORDINGS)


def test_mail_arrives_worded_and_after_a_failure_again(mailbox: StandIn) -> None:
    mail = gateway(mailbox)
    with pytest.raises(Unreachable):
        mail.send(news("ann@example.com"))
    mail.send(news("ann@example.com"))
    (note,) = mailbox.notes()
    assert note["to"] == ["ann@example.com"]
    assert note["subject"] == "Corner Coffee: order 100"
    assert note["text"].startswith("Your order 100 is ready to pick up.")
    assert "say stop telling me to Corner Coffee" in note["text"]


def test_a_sellers_name_cannot_add_a_line_to_a_mails_head(mailbox: StandIn) -> None:
    mail = gateway(mailbox)
    with pytest.raises(Unreachable):
        mail.send(news("ann@example.com"))
    mail.send(news("ann@example.com", seller="Corner\r\nBcc: eve@example.com\r\n\r\n<b>Hi"))
    (note,) = mailbox.notes()
    assert note["to"] == ["ann@example.com"]
    assert "eve" not in note["to"]


@pytest.mark.parametrize("locale", locales())
def test_each_step_that_is_told_is_worded_in_each_language(locale: str) -> None:
    mail = Messages(Channel.MAIL, "", WORDINGS)
    for channel in MESSAGES:
        for _, status in NEWSWORTHY[channel]:
            title, text = mail.worded(news("ann@example.com", status, locale))
            assert "100" in title and "100" in text


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        (Channel.MAIL, "file:///tmp/{to}"),
        (Channel.MAIL, "json://127.0.0.1/{to}"),
        (Channel.SMS, "mailto://example.com?to={to}"),
        (Channel.MAIL, "mailto://example.com"),
        (Channel.MAIL, "mailto://example.com?to={to}&bcc={to}"),
        (Channel.MAIL, "mailto://{to}"),
        (Channel.SMS, "twilio://{to}"),
        (Channel.SMS, "twilio://a:b@+12025550123{to}/"),
        (Channel.MAIL, ""),
    ],
)
def test_only_services_on_the_list_are_used(channel: Channel, url: str) -> None:
    with pytest.raises(GatewaysInvalid):
        Messages.checked(channel, url, WORDINGS)


def test_a_file_of_gateways_names_each_channels_service(tmp_path: Path) -> None:
    file = tmp_path / "gateways.yaml"
    file.write_text(f"telegram: '{TELEGRAM}'\nsms: '{TWILIO}'\n")
    found = messages.read(file, WORDINGS)
    assert set(found) == {Channel.TELEGRAM, Channel.SMS}
    assert "abcdefgh" not in repr(found)


@pytest.mark.parametrize(
    "text", ["mail: [", "fax: fax://{to}", "mail: 3", "- mail", "sms: 'twilio://s3cret:tok@{to}'"]
)
def test_a_file_that_cannot_be_used_is_refused_without_its_secrets(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "gateways.yaml"
    file.write_text(text)
    with pytest.raises(GatewaysInvalid) as refusal:
        messages.read(file, WORDINGS)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        (Channel.MAIL, "Ann.O'Hara@EXAMPLE.com", "Ann.O'Hara@example.com"),
        (Channel.SMS, "+1 (202) 555-0123", "+12025550123"),
        (Channel.WHATSAPP, "+49 30 901820", "+4930901820"),
        (Channel.TELEGRAM, "-100123", "-100123"),
    ],
)
def test_addresses_are_kept_as_their_standard_writes_them(
    channel: Channel, given: str, kept: str
) -> None:
    assert check(channel, given) == kept


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.MAIL, "ann@example.com, eve@example.com"),
        (Channel.MAIL, "ann@example.com?bcc=eve@example.com"),
        (Channel.MAIL, "ann@example.com\nBcc: eve@example.com"),
        (Channel.MAIL, "ann"),
        (Channel.MAIL, "x" * 10_000 + "@example.com"),
        (Channel.SMS, "555 0123"),
        (Channel.SMS, "+12025550123/+12025550124"),
        (Channel.TELEGRAM, "@channel"),
        (Channel.TELEGRAM, "1/2"),
        (Channel.COUNTER, "till"),
    ],
)
def test_what_is_no_address_is_refused(channel: Channel, address: str) -> None:
    with pytest.raises(ContactInvalid):
        check(channel, address)


@given(channel=st.sampled_from(MESSAGES), text=st.text(max_size=60))
def test_whatever_is_taken_for_an_address_is_one_part_of_a_url(channel: Channel, text: str) -> None:
    try:
        address = check(channel, text)
    except ContactInvalid:
        return
    url = Messages(channel, "x://{to}", {}).url(address)
    assert not set("/?&#@:, \n") & set(url.removeprefix("x://"))
