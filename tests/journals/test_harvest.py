"""Promise: a harvest loses nothing and does nothing twice; what the source deletes is withdrawn here only when it came from
there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scicomm.core.outside import OutsideError
from scicomm.core.periodic import AGAIN
from scicomm.journals import actions
from scicomm.journals.clients.oai import read_next
from scicomm.journals.models import Article, ArticleVersion, HarvestedRecord, HarvestSource, QuarantinedFile
from scicomm.journals.rules.oai.harvest import Standing
from scicomm.journals.tasks.harvests import harvest_due, harvest_part
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, take
from tests.journals.platform_fake import BASE, NOW, Platform, add, harvest, listed, outcomes, record, refused, wait_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# -------------------------------------------------------------------------------------------------- the walk


def test_a_list_in_parts_goes_in_and_the_next_harvest_asks_from_there(academy: Any) -> None:
    platform = Platform(
        first=listed(record("a"), record("b", b"<article/>"), token="t1", size=3),
        t1=listed(record("c"), record("d", None), moment="2026-03-01T09:00:00Z"),
    )
    source = harvest(add(academy, set_spec="lakes"), platform)
    assert platform.asked[0] == {"verb": "ListRecords", "metadataPrefix": "jats", "set": "lakes"}
    assert {article.doi for article in Article.objects.all()} == {"10.5555/a", "10.5555/c"}
    assert outcomes(source) == {
        "oai:p:a": "accepted",
        "oai:p:b": "quarantined",
        "oai:p:c": "accepted",
        "oai:p:d": "left",
    }
    assert QuarantinedFile.objects.get().file_name == "oai:p:b"
    assert (source.counts, source.pages, source.list_size) == ({"accepted": 2, "quarantined": 1, "left": 1}, 2, 3)
    assert (source.last_datestamp, source.resumption_token, source.health) == (NOW, "", source.Health.FINE)
    assert wait_of(source) > dt.timedelta(hours=23)
    again = Platform(first=refused("noRecordsMatch"))
    source = harvest(source, again)
    assert again.asked[0]["from"] == "2026-03-01T07:00:00Z", "an hour's overlap"
    assert (source.failures, source.last_datestamp, source.run) == (0, NOW, 2)
    by_days = Platform("YYYY-MM-DD", first=refused("noRecordsMatch"))
    harvest(source, by_days)
    assert by_days.asked[0]["from"] == "2026-02-28"


def test_a_worker_that_is_killed_between_two_parts_goes_on_where_it_was(academy: Any, monkeypatch: Any) -> None:
    platform = Platform(
        first=listed(record("a"), token="t1"), t1=listed(record("b"), token="t2"), t2=listed(record("c"))
    )
    source = add(academy)
    assert harvest_part(platform, source)
    source.refresh_from_db()
    reading = read_next(platform, Standing(BASE, "jats", token="t1"))
    assert reading is not None
    monkeypatch.setattr("scicomm.journals.actions.harvests.keep_records", _killed)
    with pytest.raises(KeyboardInterrupt):
        actions.store_page(source, reading)
    monkeypatch.undo()
    source.refresh_from_db()
    assert source.resumption_token == "t1" and Article.objects.count() == 1, "the part went in whole or not at all"
    actions.store_page(source, reading)
    before = HarvestSource.objects.get(pk=source.pk)
    assert actions.store_page(source, reading).pages == before.pages == 2, "stored twice, the second time is dropped"
    source = harvest(source, platform)
    assert Article.objects.count() == ArticleVersion.objects.count() == 3
    assert source.counts == {"accepted": 3}


def _killed(*args: Any) -> Any:
    raise KeyboardInterrupt


def test_the_job_takes_parts_in_turn_until_nothing_is_due(academy: Any, monkeypatch: Any) -> None:
    platform = Platform(first=listed(record("a"), token="t1"), t1=listed(record("b")))
    monkeypatch.setattr("scicomm.journals.tasks.harvests.oai_client", lambda: platform)
    source = add(academy)
    add(academy, name="停用", base_address=f"{BASE}/off", is_on=False)
    assert harvest_due() is AGAIN
    assert harvest_due() == 1
    assert harvest_due() == 0
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    actions.harvest_soon(source, acting_user=editor)
    assert harvest_due() is AGAIN
    with pytest.raises(ValidationError):
        actions.harvest_soon(HarvestSource.objects.get(is_on=False), acting_user=editor)


def test_a_harvest_keeps_to_the_journals_of_its_unit(academy: Any) -> None:
    take(academy.south_sea, doi="10.5555/a")
    source = harvest(add(academy), Platform(first=listed(record("a", jats("10.5555/a", title_zh="改了")), record("b"))))
    assert outcomes(source) == {"oai:p:a": "refused", "oai:p:b": "refused"}, "the journal itself is another unit's"
    assert Article.objects.get().title_zh != "改了"
    assert "only its own editors" in source.records.get(identifier="oai:p:a").reason.lower()
    assert not QuarantinedFile.objects.exists()


# -------------------------------------------------------------------------------------------------- deletions


def test_what_a_source_deletes_is_withdrawn_only_if_it_came_from_there(academy: Any) -> None:
    take(academy.north_lake, doi="10.5555/own")
    first = Platform(first=listed(record("a"), record("own"), record("byhand")))
    source = harvest(add(academy), first)
    actions.withdraw_article(
        Article.objects.get(doi="10.5555/byhand"), reason="本院决定", acting_user=academy.superuser
    )
    gone = [record(key, None, "2026-03-02T00:00:00Z") for key in ("a", "own", "byhand", "never")]
    source = harvest(source, Platform(first=listed(*gone)))
    assert outcomes(source) == {
        "oai:p:a": "withdrawn",
        "oai:p:own": "left",
        "oai:p:byhand": "left",
        "oai:p:never": "left",
    }
    withdrawn = Article.everything.get(doi="10.5555/a")
    assert "某平台" in withdrawn.withdrawal_reason and "has deleted it" in withdrawn.withdrawal_reason
    assert not Article.everything.get(doi="10.5555/own").is_withdrawn
    source = harvest(source, Platform(first=listed(*gone)))
    assert outcomes(source)["oai:p:a"] == "withdrawn", "the same news twice"
    back = [record(key, datestamp="2026-03-03T00:00:00Z") for key in ("a", "byhand")]
    harvest(source, Platform(first=listed(*back)))
    assert not Article.everything.get(doi="10.5555/a").is_withdrawn
    assert Article.everything.get(doi="10.5555/byhand").is_withdrawn, "what people here decided stays"


# -------------------------------------------------------------------------------------------------- who may


def test_journal_editors_of_the_very_unit_keep_sources(academy: Any) -> None:
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    values = {"unit": academy.north_lake, "name": "某平台", "base_address": BASE}
    for stranger in (
        academy.user(Role.JOURNAL_EDITOR, academy.north),
        academy.user(Role.COORDINATOR, academy.north_lake),
    ):
        with pytest.raises(PermissionDenied):
            actions.add_source(acting_user=stranger, **values)
    source = actions.add_source(acting_user=editor, **values)
    with pytest.raises(ValidationError):
        actions.add_source(acting_user=editor, **values)
    for address in ("ftp://platform.example/", "https://a:b@platform.example/", "platform"):
        with pytest.raises(ValidationError):
            actions.change_source(source, acting_user=editor, base_address=address)
    for action in (actions.change_source, actions.remove_source, actions.harvest_soon):
        with pytest.raises(PermissionDenied):
            action(source, acting_user=academy.user(Role.JOURNAL_EDITOR, academy.north_hill))


def test_another_address_is_another_list(academy: Any) -> None:
    source = harvest(add(academy), Platform(first=listed(record("a"), token="t1"), t1=OutsideError("down")))
    assert source.resumption_token == "t1"
    reading = read_next(Platform(t1=listed(record("b"))), Standing(BASE, "jats", token="t1"))
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    assert reading is not None
    actions.change_source(source, acting_user=editor, every_hours=6)
    assert HarvestSource.objects.get().resumption_token == "t1"
    actions.change_source(source, acting_user=editor, base_address=f"{BASE}/new")
    changed = HarvestSource.objects.get()
    assert (changed.resumption_token, changed.failures, changed.began_at) == ("", 0, "")
    actions.store_page(source, reading)
    assert not Article.objects.filter(doi="10.5555/b").exists(), "a part of the old list comes too late"
    actions.remove_source(changed, acting_user=editor)
    assert not HarvestedRecord.objects.exists() and Article.objects.count() == 1


def test_the_staff_pages_say_how_a_source_fares_and_harvest_now(academy: Any, client_for: Any) -> None:
    editor = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    form = {"unit": academy.north_lake.pk, "name": "某平台", "base_address": f"{BASE}?verb=Identify", "metadata_prefix": "jats",
            "every_hours": 24, "is_on": "on"}  # fmt: skip
    page = editor.post("/admin/harvests/new/", form)
    assert page.status_code == 200 and not HarvestSource.objects.exists(), "an address with a verb in it is refused"
    assert editor.post("/admin/harvests/new/", {**form, "base_address": BASE}).status_code == 302
    source = HarvestSource.objects.get()
    address = f"/admin/harvests/{source.pk}/"
    assert b"data-progress" in editor.get(address).content, "a new source waits for the worker"
    platform = Platform(
        first=listed(record("a"), record("b", b"<article/>"), token="t1", size=9), t1=OutsideError("坏了")
    )
    harvest_part(platform, source)
    running = editor.get(f"{address}progress/").json()
    assert (running["done"], running["total"], running["state"]) == (2, 9, "running")
    harvest(source, platform)
    page = editor.get(address).content.decode()
    assert "坏了" in page and "oai:p:b" in page and "data-progress=" not in page
    assert "oai:p:a" not in editor.get(f"{address}?outcome=quarantined").content.decode()
    assert editor.post(f"{address}now/").status_code == 302
    assert wait_of(HarvestSource.objects.get()) <= dt.timedelta(0)
    assert editor.get(f"/admin/harvests/inspect/{source.pk}/")["Location"] == address
    assert (
        editor.post(f"/admin/harvests/edit/{source.pk}/", {**form, "base_address": BASE, "every_hours": 5}).status_code
        == 302
    )
    assert HarvestSource.objects.get().every_hours == 5
    above = client_for(academy.user(Role.COORDINATOR, academy.north))
    assert above.get(address).status_code == 200 and above.post(f"{address}now/").status_code in {302, 403}
    other = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert other.get(address).status_code == other.get(f"{address}progress/").status_code == 404
    assert editor.post(f"/admin/harvests/delete/{source.pk}/").status_code == 302 and not HarvestSource.objects.exists()
