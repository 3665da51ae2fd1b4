"""The catalogue of disclosure and its yearly report: released by another person, rolled up, public in words that stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.organisation.permissions import Role
from scicomm.responses.actions import TwoPeople
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureItem
from tests.factories.disclosure import make_item, make_request, officers, send
from tests.pdf_text import text_of_pdf

pytestmark = pytest.mark.django_db


def test_an_item_is_public_only_in_words_that_another_person_released(academy: Any, client: Client) -> None:
    unit = academy.north_lake
    writer, reviewer = officers(academy, unit)
    item = make_item(academy, unit, state="review")
    assert client.get(item.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.release_item(item, acting_user=writer)
    item = actions.release_item(item, acting_user=reviewer)
    changed = actions.save_item(item, unit=unit, acting_user=writer, text_zh="未公开的新稿", correction="改正一处")
    page = client.get(item.get_absolute_url()).content.decode()
    assert "正文一段" in page and "未公开的新稿" not in page
    assert not client.get("/disclosure/", {"q": "新稿"}).context["page"].object_list
    assert (
        "信息公开办法" in client.get("/disclosure/", {"q": "正文", "unit": unit.slug, "kind": "rules"}).content.decode()
    )
    assert "信息公开办法" in client.get("/disclosure/feed/").content.decode()
    actions.submit_item(changed, acting_user=writer)
    actions.release_item(changed, acting_user=reviewer)
    cache.clear()
    assert "改正一处" in client.get(item.get_absolute_url()).content.decode()
    gone = actions.withdraw_item(changed, reason="已废止", acting_user=reviewer)
    cache.clear()
    answer = client.get(gone.get_absolute_url())
    assert (
        answer.status_code == 410
        and "已废止" in answer.content.decode()
        and "未公开的新稿" not in answer.content.decode()
    )
    DisclosureItem.objects.filter(pk=make_item(academy, unit, code="about").pk).update(due_on=dt.date(2026, 1, 5))
    assert (actions.report_late_items(), actions.report_late_items()) == (1, 0)


def test_what_is_missing_is_listed_and_rolled_up_over_three_levels(academy: Any) -> None:
    unit = academy.north_lake
    writer, _reviewer = officers(academy, unit)
    make_item(academy, unit, state="public")
    desk = Client()
    desk.force_login(academy.user(Role.COORDINATOR, academy.top))
    page = desk.get(reverse("responses_catalogue"), {"unit": unit.slug})
    rows = {row.unit.pk: row for row in page.context["units"]}
    own = rows[unit.pk].own["missing"]
    assert len(page.context["missing"]) == own > 5
    assert rows[academy.top.pk].below["missing"] == sum(row.own["missing"] for row in rows.values())
    assert rows[academy.top.pk].below["published"] == rows[unit.get_parent().pk].below["published"] == 1
    kind = page.context["missing"][0]
    actions.mark_not_applicable(unit, kind, reason="本单位不招生", acting_user=writer)
    assert kind not in desk.get(reverse("responses_catalogue"), {"unit": unit.slug}).context["missing"]


def test_lists_ask_the_database_no_more_often_when_they_grow(academy: Any) -> None:
    unit = academy.north_lake
    desk = Client()
    desk.force_login(officers(academy, unit)[0])
    make_item(academy, unit, state="public")
    make_request(academy, unit)
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        for name in ("responses_requests", "responses_catalogue"):
            desk.get(reverse(name))
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(reverse(name)).status_code == 200
            counts.setdefault(name, []).append(len(seen))
        for code in ("about", "contact", "plans"):
            make_item(academy, unit, code=code)
            make_request(academy, unit)
    assert all(before == after for before, after in counts.values()), counts


def test_the_yearly_report_is_computed_approved_by_another_and_then_stays(academy: Any, client: Client) -> None:
    unit, today = academy.north_lake, timezone.localdate()
    writer, other = officers(academy, unit)
    send(academy, make_request(academy, unit), "decision", outcome="granted")
    make_request(academy, unit)
    make_item(academy, unit, state="public")
    report = actions.write_report(unit, today.year, acting_user=writer, overview="本年度概述。")
    assert report.figures["new"][-1] == 2 and report.figures["carried_out"][-1] == 1
    assert report.figures == actions.write_report(unit, today.year, as_of=today, acting_user=writer).figures
    with pytest.raises(TwoPeople):
        actions.approve_report(report, acting_user=writer)
    with pytest.raises(ValidationError):
        actions.publish_report(report, acting_user=writer)
    assert client.get(report.get_absolute_url()).status_code == 404
    actions.approve_report(report, acting_user=other)
    public = actions.publish_report(report, acting_user=writer)
    with pytest.raises(ValidationError):
        actions.write_report(unit, today.year, acting_user=writer)
    for prefix in ("", "/en"):
        assert "本年度概述" in client.get(f"{prefix}{public.get_absolute_url()}").content.decode()
    pdf = client.get(f"{public.get_absolute_url()}pdf/")
    assert "本年度概述" in text_of_pdf(pdf.content)
    desk = Client()
    desk.force_login(writer)
    for name in ("responses_reports", "responses_catalogue", "responses_requests", "responses_request_new"):
        assert desk.get(reverse(name)).status_code == 200
    assert desk.get(reverse("responses_report", args=[report.pk])).status_code == 200
