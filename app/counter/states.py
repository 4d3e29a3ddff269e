"""What the live counter can be about, how each state ends, and what follows. Imports nothing of ours."""

from enum import Enum, auto


class State(Enum):
    """What the counter is about."""

    IDLE = auto()
    LISTENING = auto()
    SPEAKING = auto()
    LOST = auto()
    LEFT = auto()


class Event(Enum):
    """How a state ends."""

    WOKEN = auto()
    NEWS = auto()
    CLOSED = auto()
    GONE = auto()
    BACK = auto()
    QUIET = auto()
    ANSWERED = auto()
    ASKED = auto()
    TOLD = auto()
    INTERRUPTED = auto()


TRANSITIONS = {
    (State.IDLE, Event.WOKEN): State.LISTENING,
    (State.IDLE, Event.NEWS): State.SPEAKING,
    (State.IDLE, Event.CLOSED): State.LEFT,
    (State.IDLE, Event.GONE): State.LOST,
    (State.LISTENING, Event.ANSWERED): State.SPEAKING,
    (State.LISTENING, Event.QUIET): State.IDLE,
    (State.LISTENING, Event.GONE): State.LOST,
    (State.SPEAKING, Event.ASKED): State.LISTENING,
    (State.SPEAKING, Event.TOLD): State.IDLE,
    (State.SPEAKING, Event.INTERRUPTED): State.LISTENING,
    (State.LOST, Event.BACK): State.IDLE,
    (State.LOST, Event.CLOSED): State.LEFT,
}
