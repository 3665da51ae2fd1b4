"""The patrol: the outlet corrects, whoever looks again closes, what is late is told upward; jobs find things too."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.models import Channel, Finding, MatrixNotice, PatrolSample, Release
from scicomm.channels.tasks import ask_permalinks, draw_month, find_by_job
from scicomm.channels.tasks import patrol as jobs
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.factories.channels import released_story, releases
from tests.factories.registry import days_ago, make_account

pytestmark = pytest.mark.django_db
WORDS = {"kind": "name", "severity": "serious", "place": "https://x.example/1", "words": "所名写错了"}


def test_a_finding_goes_its_way_and_nobody_closes_it_before_it_is_corrected(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    patroller = academy.user(Role.COORDINATOR, academy.north)
    stranger = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    with pytest.raises(PermissionDenied):
        actions.open_finding(academy.north_lake, acting_user=stranger, **WORDS)
    row = actions.open_finding(academy.north_lake, acting_user=patroller, **WORDS)
    assert (
        row.due_on > timezone.localdate()
        and MatrixNotice.objects.filter(person=officer.person, about="finding").count() == 1
    )
    with pytest.raises(ValidationError):
        actions.close_finding(row, "", acting_user=patroller)
    with pytest.raises(PermissionDenied):
        actions.correct_finding(row, "改了", acting_user=patroller)
    actions.correct_finding(row, "改了", acting_user=officer)
    row = actions.reopen_finding(row, "第二处还没改", acting_user=patroller)
    Finding.objects.filter(pk=row.pk).update(due_on=days_ago(30).date())
    assert actions.escalate_findings(timezone.localdate()) == 2
    assert actions.escalate_findings(timezone.localdate()) == 0
    assert set(MatrixNotice.objects.filter(about="overdue").values_list("person", flat=True)) == {
        officer.person.pk,
        patroller.person.pk,
    }
    actions.correct_finding(row, "都改了", acting_user=officer)
    assert actions.close_finding(row, "", acting_user=patroller).state == "closed"
    fact = FactRecord.objects.get(name="channels.finding_closed")
    assert fact.payload == {"kind": "name", "dismissed": False, "late": True}


def test_jobs_find_what_is_gone_what_is_silent_and_each_once(academy: Any, monkeypatch: Any) -> None:
    story = released_story(academy)
    release = releases(story)["north-lake-site-zh-hans"]
    # The machine of the test is nobody's address outside.
    assert release.url.startswith("http://localhost") and ask_permalinks() == 0
    release.url = "https://lake.example/1"
    release.save()
    answers: dict[str, int | None] = {release.url: None}

    class Asked:
        def status(self, address: str) -> int | None:
            return answers[address]

    monkeypatch.setattr(jobs, "permalinks", Asked)

    def ask(status: int | None) -> int:
        answers[release.url] = status
        from_row = Release.objects.get(pk=release.pk)
        if hasattr(from_row, "permalink"):
            from_row.permalink.asked_at = days_ago(9)
            from_row.permalink.save()
        ask_permalinks()
        return Finding.objects.filter(kind="link").count()

    assert ask(404) == 0, "once may be a slip of theirs"
    assert ask(200) == 0 and ask(410) == 0 and ask(404) == 1
    assert ask(404) == 1, "found once"
    found = Finding.objects.get(kind="link")
    assert found.found_by is None and f"newsroom.story:{story.pk}" in {
        edge.about for edge in FactRecord.objects.get(name="channels.finding_opened").edges.all()
    }
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    silent = make_account(officer, academy.north_lake, "other", medium="newspaper")
    Channel.objects.filter(pk=silent.pk).update(idle_since=dt.date(2025, 1, 1))
    assert (find_by_job(), find_by_job()) == (1, 0)
    dead = Finding.objects.get(kind="dead")
    patroller = academy.user(Role.COORDINATOR, academy.north)
    with pytest.raises(ValidationError):
        actions.close_finding(dead, "", acting_user=patroller, no_fault=True)
    actions.close_finding(dead, "寒假停更", acting_user=patroller, no_fault=True)
    assert find_by_job() == 0, "what was no fault is not found again"


def test_a_site_that_is_silent_is_asked_once_in_a_run(academy: Any, monkeypatch: Any, caplog: Any) -> None:
    urls = [f"https://silent.example/{number}" for number in range(2)] + ["https://there.example/1"]
    rows = [releases(released_story(academy, title=f"第{url[-1]}件"))["north-lake-site-zh-hans"] for url in urls]
    Release.objects.exclude(pk__in=[row.pk for row in rows]).delete()
    for row, url in zip(rows, urls, strict=True):
        Release.objects.filter(pk=row.pk).update(url=url)
    asked: list[str] = []

    class Asked:
        def status(self, address: str) -> int | None:
            asked.append(address)
            return None if "silent" in address else 200

    monkeypatch.setattr(jobs, "permalinks", Asked)
    with caplog.at_level("INFO", logger="scicomm.channels"):
        assert ask_permalinks() == 3
    assert sorted(asked) == ["https://silent.example/0", "https://there.example/1"]
    assert [one.getMessage() for one in caplog.records] == [
        "silent.example gave no answer; 2 addresses there are asked again in a week"
    ]
    assert ask_permalinks() == 0, "each once a week"
    monkeypatch.undo()
    with override_settings(SCICOMM_FETCH=False):
        assert jobs.permalinks().status("https://there.example/1") is None


def test_releases_are_drawn_once_a_month_and_read_by_people(academy: Any) -> None:
    story = released_story(academy)
    first = timezone.localdate().replace(day=1)
    last = timezone.make_aware(dt.datetime.combine(first - dt.timedelta(days=9), dt.time(12)))
    Release.objects.filter(dossier__story=story, channel__kind="site").update(sent_at=last)
    assert (draw_month(), draw_month()) == (1, 0)
    sample = PatrolSample.objects.get()
    with pytest.raises(PermissionDenied):
        actions.mark_read(sample, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    reader = academy.user(Role.COORDINATOR, academy.north)
    assert actions.mark_read(sample, acting_user=reader).read_by == reader
