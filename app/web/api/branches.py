"""Pages of the shop's branches: where they are, and when they are open. May import `models`."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from app.web.api.desk import Asked, Desk
from app.web.api.pages import Listed, add
from models import shelf
from models.api_keys import Scope
from models.branches import Branch

ID = r"^[A-Za-z0-9_-]{1,60}$"


class OneBranch(Asked):
    """Path of a branch."""

    branch_id: str = Field(pattern=ID)


class BranchDocument(BaseModel):
    """A branch."""

    id: str
    name: str
    synonyms: list[str]
    address: str
    phone: str
    latitude: float
    longitude: float
    zone: str = Field(description="of the IANA's data base")
    hours: str = Field(description="as OpenStreetMap writes them")
    is_open: bool
    changes_at: datetime | None = Field(description="when it closes or opens next; null: never")
    slot_minutes: int | None = Field(description="null: there are no slots")
    slot_capacity: int | None = Field(description="null: what the kitchen can make")


class BranchList(Listed[BranchDocument]):
    """All branches, in the catalogue's order."""


@dataclass(frozen=True)
class BranchPages:
    """The pages, and where they get at the shop."""

    desk: Desk

    def blueprint(self) -> APIBlueprint:
        """The pages under `/branches`."""
        pages = APIBlueprint("branches", __name__, abp_tags=[Tag(name="branches")])
        add(pages, "GET /branches", self.listing, Scope.CATALOGUE_READ, BranchList)
        add(pages, "GET /branches/<branch_id>", self.show, Scope.CATALOGUE_READ, BranchDocument)
        return pages

    def listing(self) -> Response:
        """All branches; none where the shop is one place."""
        now = self.desk.clock()
        return self.desk.read(
            lambda session: BranchList(
                items=[_shown(one, now) for one in shelf.branches(session)], next=None
            )
        )

    def show(self, path: OneBranch) -> Response:
        """A branch, and whether it is open."""
        now = self.desk.clock()
        return self.desk.read(
            lambda session: _shown(shelf.branch_of_id(session, path.branch_id), now)
        )


def _shown(branch: Branch, now: datetime) -> BranchDocument:
    names = (
        *("id", "name", "synonyms", "address", "phone", "latitude", "longitude", "zone"),
        *("slot_minutes", "slot_capacity"),
    )
    told = {name: getattr(branch, name) for name in names}
    hours = branch.hours
    return BranchDocument(
        **told, hours=hours.text, is_open=hours.is_open(now), changes_at=hours.changes(now)
    )
