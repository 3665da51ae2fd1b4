"""Coverage that takes our release over word for word is told apart from coverage that tells it itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from scicomm.listening import tasks
from scicomm.listening.enums import CoverageWay
from scicomm.listening.models import Mention
from scicomm.listening.queries.coverage import earned
from scicomm.newsroom.queries.story_texts import passages_of
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_mention
from tests.factories.newsroom import dossier, make_story

pytestmark = pytest.mark.django_db
ITSELF = (
    "本报记者昨天走进实验室，听研究人员讲他们三年来怎样在夜里数燕子。起初谁也不相信桥洞里会有这么多窝，后来铁路工人也来帮忙，"
    "给他们搭梯子、打手电。最难的是雨天，镜头上全是水珠，照片只好一张一张重拍。"
)


def test_verbatim_coverage_is_labelled_counted_and_exported(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="published", title="雨燕在铁路桥下筑巢的秘密")
    about = dossier(story)
    text = "\n".join(piece.text for piece in passages_of(about.story) if piece.block not in {"title", "cover"})
    release = f"{text}\n{academy.north_lake.name_zh}的研究人员在十二座铁路桥下安装了相机，连续三年记录雨燕的归巢时间和雏鸟数。"
    story.standfirst = release
    type(story).objects.filter(pk=story.pk).update(standfirst=release)
    title = "雨燕在铁路桥下筑巢的秘密"
    made = {
        "whole": make_mention(academy, title=f"{title}（转载）", description=release, link="https://a.example/1"),
        "piece": make_mention(academy, title=title, description=release[-50:], link="https://b.example/1"),
        "itself": make_mention(academy, title=f"探访：{title}", description=ITSELF, link="https://c.example/1"),
        "short": make_mention(academy, title=title, description="一句话。", link="https://d.example/1"),
        "copy": make_mention(academy, title=title, description=release, link="https://e.example/1"),
        "own": make_mention(academy, title=title, description=release, link="https://f.example/1"),
    }
    assert {one.dossier for one in made.values()} == {about}
    Mention.objects.update(read_at=timezone.now())
    Mention.objects.filter(pk=made["copy"].pk).update(original=made["whole"])
    Mention.objects.filter(pk=made["own"].pk).update(source_class="own")
    assert tasks.compare_with_releases() == 5 and tasks.compare_with_releases() == 0
    today = timezone.localdate()
    found = earned(Mention.objects.all(), about=about, since=today - dt.timedelta(days=3650), until=today)
    ways = {one.pk: one.way for one in found.mentions}
    assert [ways[made[name].pk] for name in ("whole", "piece", "itself", "short")] == [
        CoverageWay.VERBATIM, CoverageWay.VERBATIM, CoverageWay.ITSELF, None
    ]  # fmt: skip
    assert (found.reports, found.copies, found.own, found.verbatim, found.itself) == (4, 1, 1, 3, 1)
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    query = {"story": about.pk, "since": "2000-01-01"}
    page = client.get(reverse("listening_coverage"), query).content.decode()
    assert page.count(str(CoverageWay.VERBATIM.label)) == 3, "once as a figure, twice at the reports"
    lines = client.get(reverse("listening_coverage"), {**query, "format": "csv"}).content.decode().splitlines()
    assert sum(str(CoverageWay.VERBATIM.label) in line for line in lines) == 2
    assert sum(str(CoverageWay.ITSELF.label) in line for line in lines) == 1
