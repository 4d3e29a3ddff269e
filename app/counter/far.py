"""The shop on a server, as a counter far away sees it: turns, grammars and news over HTTP.

A turn that got no answer is sent again, the same, until it gets one or the person has lost patience: the server runs it
once. Then the visit is over, so that nobody says again what may have been done.

May import `app.counter`, `app.errors` and `skills`.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Self

import requests
from cachetools import LRUCache
from pydantic import ValidationError
from sseclient import SSEClient
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_exponential_jitter,
)

from app.counter.announce import Announcement
from app.counter.exchange import Reply, Said
from app.counter.far_address import Address
from app.counter.grammars import OPEN, Grammar
from app.counter.outage import Outage, Unanswered
from app.errors import ShopRefused
from skills.answer import say
from skills.skill import FALLBACK
from skills.wording import Wording

PATIENCE_S = 20.0
"""How long a person waits for an answer that does not come"""
_WAITS_S, _MADE_S = (3.0, 10.0), (3.0, 60.0)
"""To connect, and for the next bytes of an answer; a grammar may have to be made first"""
_LOG = logging.getLogger("countertalk.counter")


@dataclass
class FarShop:
    """One counter's way to its shop; a context manager, since it owns connections."""

    address: Address
    wording: Wording
    """For what has to be said when the shop cannot be reached"""
    patience_s: float = PATIENCE_S
    outage: Outage = field(default_factory=Outage)
    """That of all ways of this counter to its shop"""
    _http: requests.Session = field(default_factory=requests.Session)
    _grammars: LRUCache[tuple[str, str], tuple[str, Grammar]] = field(
        default_factory=lambda: LRUCache(OPEN)
    )
    """By question and category, with the tag of its content"""
    _last_news: str = "0"

    def __post_init__(self) -> None:
        self._http.auth = self._sign  # as a header alone it would give way to a ~/.netrc

    def answer(self, said: Said) -> Reply:
        """Answer a turn. `ShopRefused` if the key is not valid any more."""
        body = said.model_dump_json().encode()
        try:
            response = self._asked("POST", "turn", data=body)
            return Reply.read(response.content)
        except Unanswered as error:
            _LOG.info("turn %s got no answer: %s", said.turn, error)
        except ValidationError as error:
            _LOG.error("turn %s got no answer: %s", said.turn, error)
        speech = self.wording.render(say("unreachable"), seed=0)
        return Reply("", None, FALLBACK, speech, f"<speak>{speech}</speak>", "", ended=True)

    def grammar(self, question: str, category: str, most: int) -> Grammar:
        """What to listen for after a question, as `Grammars.after`; what came before is kept until it is another."""
        tag, kept = self._grammars.get((question, category), ("", None))
        params = {"question": question, "category": category, "most": str(most)}
        given = {"headers": {"If-None-Match": tag} if tag else {}, "params": params}
        try:
            ask = self._noted if kept else self._asked  # what is kept will do, so nobody waits
            response = ask("GET", "grammar", timeout=_MADE_S, **given)
            if response.status_code != requests.codes.not_modified or kept is None:
                kept = Grammar.model_validate_json(response.content)
                self._grammars[question, category] = response.headers.get("ETag", ""), kept
        except (Unanswered, ValidationError) as error:
            if kept is None:
                raise ShopRefused(f"{self.address.url} gave no grammar: {error}") from error
        return kept

    def knock(self) -> None:
        """Ask for nothing, once, to see whether the key is taken; `ShopRefused` says why not, or that nobody answers."""
        try:
            _taken(self._once("POST", "news/0/take", json={"by": "knock"}))
        except Unanswered as error:
            raise ShopRefused(f"{self.address.url} does not answer: {error}") from error
        except (ValueError, AttributeError) as error:
            raise ShopRefused(f"{self.address.url} does not answer as a shop does") from error

    def arrivals(self, ended: Event) -> Iterator[Announcement]:
        """News as it comes: one stream after another. `Unanswered` if one breaks off."""
        while not ended.is_set():
            pause_s = 1.0
            headers = {"Accept": "text/event-stream", "Last-Event-ID": self._last_news}
            with self._noted("GET", "news", headers=headers, stream=True) as response:
                for event in SSEClient(_streamed(response)).events():
                    if ended.is_set():
                        return
                    pause_s = int(event.retry) / 1000 if event.retry else pause_s
                    if event.event == "news":
                        yield Announcement.model_validate_json(event.data)
                        self._last_news = event.id or self._last_news
            ended.wait(pause_s)

    def take(self, news_id: int, by: str) -> bool:
        """Whether this attempt may say it."""
        return _taken(self._asked("POST", f"news/{news_id}/take", json={"by": by}))

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.address.key}"
        return request

    def _asked(self, method: str, path: str, **given: Any) -> requests.Response:
        """Ask until there is an answer; `Unanswered` when patience is at its end."""
        retrying = Retrying(
            retry=retry_if_exception_type(Unanswered),
            stop=stop_after_delay(self.patience_s),
            wait=_pause,
            reraise=True,
        )
        return retrying(self._noted, method, path, **given)

    def _noted(self, method: str, path: str, **given: Any) -> requests.Response:
        """Ask once, and note whether the shop is away."""
        with self.outage.asked():
            return self._once(method, path, **given)

    def _once(self, method: str, path: str, **given: Any) -> requests.Response:
        url = f"{self.address.url}/counter/{path}"
        try:
            response = self._http.request(
                method, url, allow_redirects=False, **{"timeout": _WAITS_S, **given}
            )
        except requests.RequestException as error:
            raise Unanswered(type(error).__name__) from error
        if response.status_code == requests.codes.too_many_requests or response.status_code >= 500:
            wait = response.headers.get("Retry-After", "0")
            raise Unanswered(f"HTTP {response.status_code}", int(wait) if wait.isdigit() else 0)
        if response.status_code not in (requests.codes.ok, requests.codes.not_modified):
            raise ShopRefused(f"{self.address.url} refused this counter: {_reason(response)}")
        return response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.close()


_BACKOFF = wait_exponential_jitter(multiplier=0.2, max=4, jitter=0.2)


def _pause(state: RetryCallState) -> float:
    """Longer each time, and as long as the shop asks for."""
    error = state.outcome.exception() if state.outcome else None
    return max(_BACKOFF(state), min(getattr(error, "wait_s", 0), PATIENCE_S))


def _streamed(response: requests.Response) -> Iterator[bytes]:
    """What comes; if it breaks off, the next request finds whether the shop is away."""
    try:
        yield from response.iter_content(None)
    except requests.RequestException as error:
        raise Unanswered(type(error).__name__) from error


def _taken(response: requests.Response) -> bool:
    return bool(response.json().get("taken"))


def _reason(response: requests.Response) -> str:
    """What the shop says of it, if it is the shop."""
    try:
        detail = str(response.json()["detail"])
    except (ValueError, LookupError, TypeError):
        detail = "is it the address of the shop?"
    return f"HTTP {response.status_code}, {detail[:200]}"
