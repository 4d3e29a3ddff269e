"""Pages of webhooks: where events are sent, secrets exchanged, dead letters seen and sent again. May import `models`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, BeforeValidator, Field

from app.hooks import Hooks
from app.web.api.desk import Asked, Desk, Given, Once, ShownOnce, Work, whole
from app.web.api.pages import MOST, add
from models import webhook_outbox, webhook_secrets, webhooks
from models.api_keys import Scope
from models.events import Kind
from models.webhook_tables import WebhookDelivery, WebhookEndpoint

ID = r"^[0-9a-f]{16}$"
MOST_HOURS = 168


class OneWebhook(Asked):
    """Path of an endpoint."""

    webhook_id: str = Field(pattern=ID)


class WebhookAsked(Given):
    """Body of a new endpoint."""

    url: str = Field(min_length=1, max_length=500, description="https; no private address")
    types: list[Annotated[Kind, Field(strict=False)]] = Field(
        default=[], max_length=len(Kind), description="what it is told of; none: everything"
    )


class Overlap(Given):
    """Body of an exchange of secrets."""

    overlap_hours: Annotated[int, Field(ge=0, le=MOST_HOURS), BeforeValidator(whole)] = Field(
        default=24, description="how long the old secret signs beside the new one"
    )


class WebhookDocument(ShownOnce):
    """An endpoint; its secret is shown once, to who made it."""

    id: str
    url: str
    types: list[Kind]
    made_by: str
    made_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None


class WebhookList(BaseModel):
    """All endpoints, oldest first."""

    items: list[WebhookDocument]


class DeadLetter(BaseModel):
    """An event that an endpoint did not take."""

    event: str
    type: Kind
    timestamp: datetime
    attempts: int
    error: str | None
    given_up_at: datetime | None


class DeadLetters(BaseModel):
    """Dead letters of an endpoint, newest first, at most a hundred; and what became of all it was to be told."""

    items: list[DeadLetter]
    counts: dict[str, int]


class Retried(BaseModel):
    """How many dead letters are sent again."""

    retried: int


@dataclass(frozen=True)
class WebhookPages:
    """The pages, and where they get at the shop."""

    desk: Desk
    hooks: Hooks

    def blueprint(self) -> APIBlueprint:
        """The pages under `/webhooks`."""
        pages = APIBlueprint("webhooks", __name__, abp_tags=[Tag(name="webhooks")])
        scope, one = Scope.WEBHOOKS_WRITE, "/webhooks/<webhook_id>"
        add(pages, "GET /webhooks", self.listing, scope, WebhookList)
        add(pages, "POST /webhooks", self.make, scope, WebhookDocument)
        add(pages, f"GET {one}", self.show, scope, WebhookDocument)
        add(pages, f"DELETE {one}", self.remove, scope, None)
        add(pages, f"POST {one}/rotate", self.rotate, scope, WebhookDocument)
        add(pages, f"GET {one}/dead", self.dead, scope, DeadLetters)
        add(pages, f"POST {one}/retry", self.retry, scope, Retried)
        return pages

    def listing(self) -> Response:
        """All endpoints."""
        return self.desk.read(
            lambda session: WebhookList(items=[shown(one) for one in webhooks.listing(session)])
        )

    def make(self, header: Once, body: WebhookAsked) -> Response:
        """Have events sent somewhere from now on; the secret that signs them is shown this once."""
        seal, secret = self.hooks.seal, webhook_secrets.make(self.hooks.random)
        self.hooks.guard.check_url(body.url)

        def do(work: Work) -> WebhookDocument:
            wanted = webhooks.Wanted(self.hooks.new_id(), body.url, body.types, work.program)
            made = webhooks.add(work.session, wanted, secret, seal, work.now, self.hooks.keep)
            return shown(made, secret)

        return self.desk.write(header, do)

    def show(self, path: OneWebhook) -> Response:
        """An endpoint."""
        return self.desk.read(lambda session: shown(webhooks.get(session, path.webhook_id)))

    def remove(self, path: OneWebhook, header: Once) -> Response:
        """Send nothing there any more, and forget it."""
        return self.desk.write(header, lambda work: webhooks.remove(work.session, path.webhook_id))

    def rotate(self, path: OneWebhook, header: Once, body: Overlap) -> Response:
        """Give an endpoint its next secret; until the old one ends both sign."""
        seal, secret = self.hooks.seal, webhook_secrets.make(self.hooks.random)

        def do(work: Work) -> WebhookDocument:
            one = webhooks.get(work.session, path.webhook_id)
            overlap, holder = timedelta(hours=body.overlap_hours), webhooks.holder(one.id)
            webhook_secrets.keep(work.session, holder, secret, seal, work.now, overlap)
            return shown(one, secret)

        return self.desk.write(header, do)

    def dead(self, path: OneWebhook) -> Response:
        """What an endpoint did not take."""
        return self.desk.read(
            lambda session: DeadLetters(
                items=[_letter(one) for one in webhook_outbox.dead(session, path.webhook_id, MOST)],
                counts=dict(webhook_outbox.counts(session, path.webhook_id)),
            )
        )

    def retry(self, path: OneWebhook, header: Once) -> Response:
        """Enable an endpoint again, and send it its dead letters, oldest first."""
        return self.desk.write(
            header,
            lambda work: Retried(
                retried=webhook_outbox.retry(
                    work.session, path.webhook_id, work.now, self.hooks.keep
                )
            ),
        )


def shown(one: WebhookEndpoint, secret: str | None = None) -> WebhookDocument:
    """Show an endpoint, with its secret only when it was made now."""
    return WebhookDocument(
        id=one.id,
        url=one.url,
        types=[Kind(kind) for kind in one.kinds],
        made_by=one.made_by,
        made_at=one.made_at,
        failing_since=one.failing_since,
        disabled_at=one.disabled_at,
        disabled_why=one.disabled_why,
        secret=secret,
    )


def _letter(one: WebhookDelivery) -> DeadLetter:
    return DeadLetter(
        event=one.event.event_id,
        type=Kind(one.event.kind),
        timestamp=one.event.at,
        attempts=one.attempts,
        error=one.error,
        given_up_at=one.ended_at,
    )
