"""What a person sees of an exchange or of a played script. Imports this room only."""

from typing import Any

from app.emulator.alexa import Exchange
from app.emulator.heard import Heard
from app.emulator.intents import slots_said
from app.emulator.play import Played
from app.emulator.stages import Seen

Json = dict[str, Any]


def exchange_lines(exchange: Exchange) -> str:
    """Give the lines of an exchange."""
    lines = [f"  heard:  {_heard(exchange.heard, exchange.request)}"] if exchange.heard else []
    lines += [f"  alexa:  {exchange.speech}"] if exchange.speech else []
    lines += [f"  card:   {line}" for line in exchange.card.splitlines()]
    lines += [f"  screen: {row}" for row in exchange.rows]
    lines += [f"  FAULT:  {fault}" for fault in exchange.faults]
    lines += [f"  (the session is over: {exchange.ended})"] if exchange.ended else []
    return "\n".join(lines)


def _heard(heard: Heard, request: Json) -> str:
    slots = ", ".join(f"{name}={value}" for name, value in slots_said(request).items())
    like = f' "{heard.like}"' if heard.like else ""
    far = f", {heard.cost:g} away" if heard.cost else ""
    answered = f", {heard.confirmation.lower()}" if heard.confirmation else ""
    return f"{heard.intent}({slots}) by {heard.how}{like}{far}{answered}"


def played_lines(played: Played) -> str:
    """Give a step's line, and below it what is wrong."""
    mark = "MISS" if played.misses else "left out" if played.left_out else "ok"
    lines = [f"{mark:<8} {played.where}: {played.step.title}"]
    lines += [f"         {played.left_out}"] if played.left_out else []
    lines += [f"         not looked at here: {', '.join(played.unseen)}"] if played.unseen else []
    lines += [f"  {line}" for miss in played.misses for line in str(miss).splitlines()]
    if played.misses and played.seen:
        lines += [f"  the answer was: {played.seen.speech!r}"]
    return "\n".join(lines)


def as_json(seen: Seen) -> Json:
    """Give all that came of a step, with request and response where it was Alexa."""
    shown = {name: value for name, value in vars(seen).items() if name != "exchange"}
    exchange = seen.exchange
    if exchange is None:
        return shown
    heard = exchange.heard
    how = {"how": heard.how, "like": heard.like, "cost": heard.cost} if heard else {}
    sent = {"request": exchange.request, "response": exchange.response}
    return {"said": exchange.said} | shown | {"over": exchange.ended} | how | sent


def played_json(played: Played) -> Json:
    """Give a played step."""
    return {
        "where": played.where,
        "step": played.step.title,
        "misses": [vars(miss) for miss in played.misses],
        "unseen": list(played.unseen),
        "left_out": played.left_out,
    } | ({"seen": as_json(played.seen)} if played.seen else {})
