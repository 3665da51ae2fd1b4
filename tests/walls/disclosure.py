"""Private things of information disclosure: a request with all that hangs on it, an unreleased item, a draft report."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import (
    DisclosureFile,
    DisclosureItem,
    DisclosureReport,
    DisclosureRequest,
    Redaction,
    RequestAppeal,
    RequestLetter,
    RequestPause,
    RequestStep,
)
from tests.factories.disclosure import make_item, make_request, officers
from tests.walls.world import World, private


def _officer(world: World) -> Any:
    return officers(world.academy, world.unit)[0]


@private(DisclosureRequest)
def make_disclosure_request(world: World) -> DisclosureRequest:
    applicant = {"name": world.secret("applicant"), "email": "who@wall.example"}
    return make_request(world.academy, world.unit, applicant=applicant, wanted=world.secret("wanted"))


@private(RequestStep)
def make_request_step(world: World) -> RequestStep:
    return world.one(DisclosureRequest).steps.first()  # type: ignore[no-any-return]


@private(RequestPause)
def make_request_pause(world: World) -> RequestPause:
    found = world.one(DisclosureRequest)
    actions.pause_clock(
        found, kind="organ", on=timezone.localdate(), reason=world.secret("pause"), acting_user=_officer(world)
    )  # fmt: skip
    return found.pauses.first()  # type: ignore[no-any-return]


@private(RequestLetter)
def make_request_letter(world: World) -> RequestLetter:
    return actions.draft_letter(
        world.one(DisclosureRequest), kind="decision", outcome="granted", reason=world.secret("letter"),
        acting_user=_officer(world),
    )  # fmt: skip


@private(Redaction)
def make_redaction(world: World) -> Redaction:
    return actions.keep_redaction(
        world.one(DisclosureRequest), title=world.secret("copy"), is_pdf=False, original=world.secret("original").encode(),
        handed_out=b"x", marks=[], acting_user=_officer(world),
    )  # fmt: skip


@private(RequestAppeal)
def make_request_appeal(world: World) -> RequestAppeal:
    return actions.record_appeal(
        world.one(DisclosureRequest), kind="review", organ=world.secret("appeal"), filed_on=timezone.localdate(),
        acting_user=_officer(world),
    )  # fmt: skip


@private(DisclosureItem)
def make_disclosure_item(world: World) -> DisclosureItem:
    return make_item(world.academy, world.unit, title_zh=world.secret("item"), text_zh=world.secret("itemtext"))


@private(DisclosureFile)
def make_item_file(world: World) -> DisclosureFile:
    item = world.one(DisclosureItem)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload.txt"
        path.write_text(world.secret("filetext"), encoding="utf-8")
        return actions.add_item_file(
            item, path, name="x.txt", title_zh=world.secret("filetitle"), acting_user=_officer(world)
        )


@private(DisclosureReport)
def make_disclosure_report(world: World) -> DisclosureReport:
    year = timezone.localdate().year
    return actions.write_report(world.unit, year, acting_user=_officer(world), overview=world.secret("report"))
