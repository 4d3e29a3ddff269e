"""What was said in each recording of a folder, as `labels.json` has it. Imports nothing of ours."""

from datetime import datetime

from pydantic import BaseModel, TypeAdapter, ValidationError

LABELS = "labels.json"


class Label(BaseModel):
    """What `labels.json` says of one file."""

    intent: str
    slots: dict[str, str]
    text: str | None = None
    corrected: bool = True
    """Whether a person says so; else it is what was understood"""
    question: str = ""
    """What had been asked, if it was said in answer to a question; `OPENING` where nothing had been understood yet"""
    at: datetime | None = None
    """When a counter recorded it"""


def read_labels(text: bytes) -> dict[str, Label]:
    """Read what `labels.json` holds; ValueError names each fault and its place."""
    try:
        labels = TypeAdapter(dict[str, Label]).validate_json(text)
    except ValidationError as error:
        places = ((".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors())
        faults = "; ".join(f"{place or 'document'}: {message}" for place, message in places)
        raise ValueError(f"labels.json: {faults}") from error
    return labels
