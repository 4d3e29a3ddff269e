"""What Alexa tells of an account without anybody speaking: the skill enabled, permissions given, news subscribed to.

May import `models`. Amazon's "Skill Events in Alexa Skills". Events come more than once and out of order, so each counts
by the time it was made, not by the time it came.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import accounts, consent
from models.channels import Channel, Purpose

_Noted = Callable[[Session, str, Any, datetime], object]


def _permissions(session: Session, owner: str, body: Any, at: datetime) -> None:
    given = (body and body.accepted_permissions) or ()
    accounts.permitted(session, owner, [p.scope for p in given if p.scope], at)


def _subscriptions(session: Session, owner: str, body: Any, at: datetime) -> None:
    given = (body and body.subscriptions) or ()
    accounts.subscribed(session, owner, [s.event_name for s in given if s.event_name], at)


def _keep_ledger(session: Session, owner: str, had: bool, locale: str, now: datetime) -> None:
    """Switching order news on in the Alexa app is a yes, unless a later no was said; switching it off is a no."""
    account = accounts.find(session, owner)
    has = accounts.gets_order_news(session, owner)
    if had and not has:
        consent.withdraw(session, owner, "switched off in the Alexa app", now, (Channel.ALEXA,))
    elif has and account and account.subscriptions_at:
        at = account.subscriptions_at
        ended = consent.last_withdrawn(session, owner, Channel.ALEXA)
        if ended is None or ended < at:
            about = (owner, Channel.ALEXA, Purpose.ORDERS)
            consent.give(session, *about, "switched on in the Alexa app", locale, at)


EVENTS: Mapping[str, _Noted] = {
    "SkillEnabled": lambda session, owner, _, at: accounts.enabled(session, owner, at),
    "SkillDisabled": lambda session, owner, _, at: accounts.disabled(session, owner, at),
    "SkillPermissionAccepted": _permissions,
    "SkillPermissionChanged": _permissions,
    "SkillProactiveSubscriptionChanged": _subscriptions,
    "ProactiveSubscriptionChanged": _subscriptions,
}
"""By what follows "AlexaSkillEvent." in the request's type"""


def note(session: Session, owner: str, request: Any, now: datetime) -> None:
    """Keep what a skill event says of an account; any other request is nothing to note."""
    kind = str(request.object_type).removeprefix("AlexaSkillEvent.")
    noted = EVENTS.get(kind)
    if noted:
        made = getattr(request, "event_creation_time", None) or request.timestamp or now
        made = made if made.tzinfo else made.replace(tzinfo=UTC)
        had = accounts.gets_order_news(session, owner)
        noted(session, owner, getattr(request, "body", None), made)
        _keep_ledger(session, owner, had, str(request.locale or "en-US"), now)
