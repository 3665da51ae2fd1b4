"""Promise: a withdrawn article is gone from everywhere but its address, which says why, and harvesters learn of it for ever."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.models import Article, Journal
from scicomm.journals.permissions import can_withdraw
from scicomm.journals.queries import articles, journals_listed
from scicomm.journals.queries.oai import namespace
from scicomm.journals.rules.oai.identifiers import identifier_of
from scicomm.organisation.enums import Role
from scicomm.search.models import IndexEntry
from tests.factories.journals import jats, related, take
from tests.factories.oai import OAI, ask, identifiers

pytestmark = pytest.mark.django_db
REASON = "出版单位确认误发，作者已知情。"


@pytest.fixture
def withdrawn(academy: Any) -> Article:
    article = take(academy.north_lake).article
    Worker().drain()
    actions.withdraw_article(article, reason=REASON, acting_user=academy.user(Role.ADMINISTRATOR, academy.north_lake))
    Worker().drain()
    return Article.everything.get()


def test_it_is_gone_from_lists_search_and_counts_and_its_address_says_why(withdrawn: Article, client: Any) -> None:
    assert not Article.objects.exists() and not articles().exists()
    assert [journal.article_count for journal in journals_listed()] == [0]
    assert IndexEntry.objects.get(key=f"journals.article:{withdrawn.pk}").payload is None
    for path in ("/articles/", f"/journals/{withdrawn.journal.slug}/", "/sitemap.xml"):
        assert withdrawn.doi not in client.get(path).content.decode(), path
    for path in (f"/articles/{withdrawn.doi}/", f"/en/articles/{withdrawn.doi}/"):
        page = client.get(path)
        text = page.content.decode()
        assert page.status_code == 410
        assert REASON in text and withdrawn.doi in text and "湿地学报" in text
        assert "我们量了十一年的斑纹" not in text and 'content="noindex"' in text
    assert client.get("/articles/10.5555/none/").status_code == 404


@pytest.mark.samples
def test_harvesters_learn_of_it_in_every_format_and_of_its_coming_back(
    withdrawn: Article, academy: Any, samples: Any
) -> None:
    one = identifier_of(namespace(), withdrawn.doi)
    for prefix in ("oai_dc", "jats"):
        for root in (
            ask(verb="GetRecord", identifier=one, metadataPrefix=prefix),
            ask(verb="ListRecords", metadataPrefix=prefix, set="unit:north"),
            ask(verb="ListIdentifiers", metadataPrefix=prefix),
        ):
            assert identifiers(root) == [one]
            assert root.find(f".//{OAI}header").get("status") == "deleted"
            assert root.findtext(f".//{OAI}datestamp") >= withdrawn.withdrawn_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    actions.reinstate_article(withdrawn, acting_user=academy.superuser)
    assert ask(verb="GetRecord", identifier=one, metadataPrefix="jats").find(f".//{OAI}header").get("status") is None
    Worker().drain()
    assert Article.objects.get().withdrawal_reason == ""
    assert IndexEntry.objects.get(key=f"journals.article:{withdrawn.pk}", index="public").payload is not None


def test_it_is_written_down_who_withdrew_it_and_why(withdrawn: Article, academy: Any) -> None:
    fact = FactRecord.objects.get(name="journals.article_withdrawn")
    assert fact.payload == {"doi": withdrawn.doi, "reason": REASON}
    assert fact.unit_id == academy.north_lake.pk
    entry = ModelLogEntry.objects.get(action="journals.article.withdraw")
    assert entry.user == academy.user(Role.ADMINISTRATOR, academy.north_lake)
    actions.withdraw_article(withdrawn, reason="另一个理由", acting_user=academy.superuser)
    assert Article.everything.get().withdrawal_reason == REASON
    assert FactRecord.objects.filter(name="journals.article_withdrawn").count() == 1


def test_a_newer_version_goes_in_and_stays_withdrawn(withdrawn: Article, academy: Any) -> None:
    assert take(academy.north_lake, title_zh="改正后的题目").state == "updated"
    assert take(academy.north_lake).state == "unchanged"
    Worker().drain()
    assert not Article.objects.exists() and Article.everything.get().title_zh == "改正后的题目"
    take(
        academy.north_lake,
        jats("10.5555/notice.1", article_type="retraction", related=related("retracted-article", withdrawn.doi)),
    )
    assert Article.everything.get(pk=withdrawn.pk).state == "retracted"


def test_administrators_and_editors_above_withdraw_and_give_a_reason(academy: Any) -> None:
    article = take(academy.north_lake).article
    may = [
        (Role.ADMINISTRATOR, academy.north_lake),
        (Role.ADMINISTRATOR, academy.top),
        (Role.JOURNAL_EDITOR, academy.north),
    ]
    may_not = [
        (Role.JOURNAL_EDITOR, academy.north_lake),
        (Role.FINAL_REVIEWER, academy.top),
        (Role.ADMINISTRATOR, academy.north_hill),
    ]
    assert all(can_withdraw(academy.user(*one), article) for one in may)
    for one in may_not:
        assert not can_withdraw(academy.user(*one), article)
        with pytest.raises(PermissionDenied):
            actions.withdraw_article(article, reason=REASON, acting_user=academy.user(*one))
        with pytest.raises(PermissionDenied):
            actions.reinstate_article(article, acting_user=academy.user(*one))
    with pytest.raises(ValidationError):
        actions.withdraw_article(article, reason="  ", acting_user=academy.superuser)
    assert Article.objects.exists()


def test_the_staff_pages_withdraw_and_take_it_back(academy: Any, client_for: Any) -> None:
    article = take(academy.north_lake).article
    admin = client_for(academy.user(Role.ADMINISTRATOR, academy.north_lake))
    inspect, address = f"/admin/articles/inspect/{article.pk}/", f"/admin/articles/{article.pk}/withdraw/"
    assert address in admin.get(inspect).content.decode()
    page = admin.post(address, {"reason": ""})
    assert page.status_code == 200 and Article.objects.exists()
    assert admin.post(address, {"reason": REASON})["Location"] == inspect
    assert not Article.objects.exists()
    shown = admin.get(inspect).content.decode()
    assert REASON in shown and "/reinstate/" in shown
    assert article.doi in admin.get("/admin/articles/").content.decode(), "staff still have it in their list"
    assert admin.get(address).status_code == admin.get(address.replace("withdraw", "reinstate")).status_code == 200
    assert admin.post(address.replace("withdraw", "reinstate")).status_code == 302
    assert Article.objects.exists()
    editor = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    assert "/withdraw/" not in editor.get(inspect).content.decode()
    assert editor.post(address, {"reason": REASON}).status_code in {302, 403} and Article.objects.exists()
    assert client_for(academy.user(Role.ADMINISTRATOR, academy.south_sea)).get(address).status_code == 404
    assert Journal.objects.exists()
