"""Leads, topics and dates of the walled unit, each with a word nobody else may read."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from scicomm.newsroom.models import (
    CalendarAddress,
    Coverage,
    ImportantDate,
    Lead,
    LeadAttachment,
    LeadMail,
    Topic,
    TopicSegment,
    TopicSource,
)
from tests.walls.world import World, private


@private(LeadAttachment)
def make_attachment(world: World) -> LeadAttachment:
    lead = world.one(Lead)
    return LeadAttachment.objects.create(
        lead=lead, post_key=uuid.UUID(int=7), name="zz7qxjleadfile.txt", kind="text/plain", size=24, digest="7" * 64,
        file=ContentFile(b"zz7qxjleadfilecontent", name="x"),
    )  # fmt: skip


@private(LeadMail)
def make_lead_mail(world: World) -> LeadMail:
    return LeadMail.objects.create(
        key="7" * 64, lead=world.one(Lead), unit=world.unit, state="taken", subject=world.secret("leadmail")
    )


@private(Coverage)
def make_coverage(world: World) -> Coverage:
    return Coverage.objects.create(
        topic=world.one(Topic), kind="photo", note=world.secret("coverage"), due_on=timezone.localdate()
    )


@private(TopicSegment)
def make_segment(world: World) -> TopicSegment:
    return TopicSegment.objects.create(topic=world.one(Topic), public="farmers")


@private(TopicSource)
def make_source(world: World) -> TopicSource:
    return TopicSource.objects.create(
        topic=world.one(Topic), kind="link", url="https://lake.example/zz7qxjsource", label=world.secret("source")
    )


@private(ImportantDate)
def make_date(world: World) -> ImportantDate:
    return ImportantDate.objects.create(
        unit=world.unit, name_zh=world.secret("date"), first_on=timezone.localdate() - dt.timedelta(days=1), days=3,
        version="2026",
    )  # fmt: skip


@private(CalendarAddress)
def make_calendar_address(world: World) -> CalendarAddress:
    return CalendarAddress.objects.create(user=world.officer, unit=world.unit, prefix="zz7qxjca", digest="6" * 64)
