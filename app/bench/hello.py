"""The baseline of the benches: a bare ask-sdk skill that says hello; alone, or in a plain Flask application.

`python -m app.bench.hello` serves it as `python -m app serve` serves the shop: the same settings from the environment, the
same gunicorn, the same verification. May import the whole program.
"""

import json
import os
from collections.abc import Callable
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response
from flask import Flask, request

from app.bootstrap import World
from app.settings import Settings
from app.web.errors import Refused
from app.web.factory import make_verifier
from app.web.server import run
from app.web.verify import Verifier

Answer = Callable[[bytes], str]


class Hello(AbstractRequestHandler):
    """Says hello to everything."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Always."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say it."""
        return handler_input.response_builder.speak("Hello").ask("Hello?").response


def bare(skill_id: str) -> Answer:
    """The skill as a function from a request's JSON to the response's."""
    builder = CustomSkillBuilder()
    builder.skill_id = skill_id  # type: ignore[assignment]  # the SDK's type is None
    builder.add_request_handler(Hello())
    skill, serializer = builder.create(), DefaultSerializer()

    def answer(raw: bytes) -> str:
        envelope: Any = serializer.deserialize(raw.decode(), RequestEnvelope)
        return json.dumps(serializer.serialize(skill.invoke(envelope, None)))

    return answer


def make_app(verifier: Verifier) -> Flask:
    """The skill behind a web page, as the SDK's own samples do it."""
    app, answer = Flask("hello", static_folder=None), bare(verifier.skill_id)

    @app.post("/alexa")
    def alexa() -> tuple[str, int, dict[str, str]]:
        body = request.get_data(cache=False)
        headers = {"Content-Type": "application/json;charset=UTF-8"}
        try:
            verifier.verify(request.headers.items(), body)
        except Refused:
            return '{"error":"bad request"}', 400, headers
        return answer(body), 200, headers

    return app


def main() -> None:
    """Serve it until told to stop."""
    settings = Settings.read(os.environ)
    factory = lambda: make_app(make_verifier(settings, settings.bind, World()))  # noqa: E731
    run(factory, settings.bind, settings.workers, settings.threads)


if __name__ == "__main__":
    main()
