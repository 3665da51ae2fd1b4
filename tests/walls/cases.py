"""Private things of cases: pauses, parts, remarks, interests, and incidents with their measures."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from scicomm.organisation.models import Person
from scicomm.responses.models import (
    Case,
    CaseFile,
    CaseInterest,
    CaseMail,
    CasePart,
    CasePause,
    CaseRemark,
    Incident,
    Measure,
)
from tests.walls.world import World, private


@private(CasePause)
def make_pause(world: World) -> CasePause:
    return CasePause.objects.create(case=world.one(Case), since=timezone.now(), reason=world.secret("pause"))


@private(CasePart)
def make_part(world: World) -> CasePart:
    return CasePart.objects.create(
        case=world.one(Case), unit=world.unit, question=world.secret("partquestion"), text=world.secret("parttext"),
        note=world.secret("partnote"), due_on=timezone.localdate() + dt.timedelta(days=3),
    )  # fmt: skip


@private(CaseRemark)
def make_remark(world: World) -> CaseRemark:
    return CaseRemark.objects.create(case=world.one(Case), author=world.officer, text=world.secret("remark"))


@private(CaseInterest)
def make_interest(world: World) -> CaseInterest:
    return CaseInterest.objects.create(case=world.one(Case), person=world.one(Person), reason=world.secret("interest"))


@private(Incident)
def make_incident(world: World) -> Incident:
    incident = Incident.objects.create(
        case=world.one(Case), lead=world.officer, what_happened=world.secret("happened"), findings=world.secret("findings"),
        outcome=world.secret("outcome"),
    )  # fmt: skip
    incident.members.add(world.officer)
    return incident


@private(Measure)
def make_measure(world: World) -> Measure:
    return Measure.objects.create(
        incident=world.one(Incident), text=world.secret("measure"), owner=world.one(Person), due_on=timezone.localdate(),
        evidence=world.secret("evidence"),
    )  # fmt: skip


@private(CaseMail)
def make_case_mail(world: World) -> CaseMail:
    return CaseMail.objects.create(
        key="mail", case=world.one(Case), state="added", text=world.secret("mailtext"), message_id=world.secret("messageid"),
        answer_to=world.secret("answerto"),
    )  # fmt: skip


@private(CaseFile)
def make_case_file(world: World) -> CaseFile:
    row = CaseFile(
        case=world.one(Case),
        name=world.secret("filename"),
        kind="text/plain",
        size=9,
        digest=world.secret("filedigest"),
    )
    row.file.save("x", ContentFile(world.secret("filebytes").encode()), save=False)
    row.save()
    return row
