"""Briefs of the walled unit: one issued and read, each part with a word nobody else may read."""

from __future__ import annotations

from scicomm.audiences.actions import brief_copies, briefs
from scicomm.audiences.models import Brief, BriefCopy, BriefOpening
from scicomm.organisation.enums import Role
from tests.walls.world import World, private


@private(Brief)
def make_brief(world: World) -> Brief:
    brief = briefs.write_brief(
        None, unit=world.unit, acting_user=world.officer, kind="flash", language="zh-hans",
        title=world.secret("brief"), summary=world.secret("briefsummary"), texts={"facts": world.secret("brieffacts")},
    )  # fmt: skip
    reader = {"name": world.secret("briefreader"), "post": "", "organisation": "", "email": "reader@brief.example"}
    briefs.name_readers(brief, [reader], acting_user=world.officer)
    briefs.submit_brief(brief, acting_user=world.officer)
    briefs.approve_brief(brief, acting_user=world.academy.user(Role.FINAL_REVIEWER, world.unit))
    return briefs.issue_brief(brief, acting_user=world.officer)[0]


@private(BriefCopy)
def make_brief_copy(world: World) -> BriefCopy:
    copy = BriefCopy.objects.get(brief=world.one(Brief))
    brief_copies.open_copy(copy)
    return brief_copies.answer_copy(copy, adoption="noted", answer=world.secret("briefanswer"))


@private(BriefOpening)
def make_brief_opening(world: World) -> BriefOpening:
    return BriefOpening.objects.filter(copy=world.one(BriefCopy)).first()  # type: ignore[return-value]
