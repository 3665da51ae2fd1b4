"""The cluster's table: every cell opens to exactly what it counts, in a fixed number of queries, for one's own units only."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.desk.queries.portfolio import COLUMNS, Filters, table_for
from scicomm.journals import actions
from scicomm.journals.models import Article, ArticleQuality, Deposit, Journal, JournalIndicator, UsageMonth
from scicomm.organisation.enums import Role
from scicomm.portal.models import PageUsage
from tests.factories.newsroom import make_article, make_story

YEAR = timezone.localdate().year
_PORTALS = r'portal_cachegeneration|organisation_academypage|AS "titles"'


@pytest.fixture
def cluster(academy: Any) -> list[Article]:
    """Two units with papers sound and unsound, a story that was read, a refused file, a goal that is overdue."""
    lake = academy.north_lake
    sound = make_article(
        lake, body_text="全文", licence_url="https://creativecommons.org/licenses/by/4.0/", references=[{"doi": "10.1/x"}],
        details={"received": f"{YEAR - 1}-12-01", "date_precision": "day"}, published_on=dt.date(YEAR, 1, 30),
    )  # fmt: skip
    sound.authors.create(position=1, name_en="A B", orcid="0000-0002-1825-0097")
    poor = make_article(
        lake, is_open_access=False, abstract_en="", details={"notes": [{"code": "text-lost", "line": 3, "detail": "9"}]}
    )
    old = make_article(lake, published_on=dt.date(YEAR - 1, 5, 1))
    for article in (sound, poor, old):
        actions.weigh_article(article.pk)
    unmeasured = make_article(lake)
    other = make_article(academy.south_sea)
    story = make_story(academy, lake, state="published", article=old)
    month = {
        "month": dt.date(YEAR, 1, 1),
        "access_type": "Open",
        "yop": YEAR,
        "total_investigations": 5,
        "total_requests": 2,
    }
    gone = make_article(lake, published_on=dt.date(YEAR - 2, 1, 1), withdrawn_at=timezone.now(), withdrawal_reason="x")
    for used, way in ((old, "Regular"), (old, "TDM"), (sound, "Regular"), (gone, "Regular")):
        UsageMonth.objects.create(article=used, access_method=way, **month)
    for state, article in (("registered", sound), ("failed", poor), ("no_answer", gone)):
        Deposit.objects.create(article=article, state=state)
    for form, article in (("good", sound), ("bad", poor)):
        article.versions.create(number=1, content_hash="0", source=b"x", file_name="x.xml", form=form)
    PageUsage.objects.create(path=story.get_url(), language="zh-hans", day=timezone.localdate(), views=40)
    actions.quarantine("坏.xml", "0" * 64, 1, "empty", "x", lake)
    actions.put_row(
        sound.journal, "goals", {"indicator": JournalIndicator.objects.get(code="citescore"), "target": Decimal(9),
        "from_year": YEAR - 5, "by_year": YEAR - 1, "owner": lake}, acting_user=academy.superuser,
    )  # fmt: skip
    return [sound, poor, old, unmeasured, other]


def test_every_cell_opens_to_exactly_what_it_counts(cluster: list[Article], academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    counted = 0
    for view in ("overview", "output", "health", "reach", "goals"):
        page = client.get(reverse("desk_portfolio"), {"view": view})
        assert page.status_code == 200
        columns = [column.key for column in page.context["columns"]]
        table = table_for(page.wsgi_request.user, Filters(YEAR, view=view))
        for row in [*page.context["rows"], {"cells": page.context["totals"]}]:
            figures = next((one.figures for one in table.rows if one.journal == row.get("journal")), table.totals)
            for key, cell, figure in zip(columns, row["cells"], figures, strict=True):
                if cell["url"]:
                    assert client.get(cell["url"]).context["page"].paginator.count == figure.count, (view, key)
                    counted += 1
                else:
                    assert figure.count == 0
    assert counted > 25
    assert set(COLUMNS) >= {
        "output",
        "open-access",
        "time",
        "healthy",
        "lost",
        "refused",
        "stories",
        "story-views",
        "goals",
        "usage",
        "doi-failed",
        "harvest",
    }


def test_figures_are_honest_about_what_was_not_measured(cluster: list[Article], academy: Any) -> None:
    table = table_for(academy.user(Role.COORDINATOR, academy.north), Filters(YEAR, view="overview"))
    assert [row.journal for row in table.rows] == [cluster[0].journal]
    cells = dict(zip([column.key for column in table.columns], table.rows[0].figures, strict=True))
    assert (cells["output"].count, cells["output"].series[-2:]) == (3, (1, 3))
    assert (cells["open-access"].count, cells["open-access"].of) == (2, 3)
    assert (cells["healthy"].count, cells["healthy"].of) == (1, 2) and "3" in cells["healthy"].note
    assert (cells["time"].value, cells["time"].count, cells["time"].of) == (60, 1, 3)
    assert (cells["stories"].count, cells["story-views"].value, cells["goals"].count) == (1, 40, 1)
    assert (cells["usage"].count, cells["usage"].value) == (2, 20) and "8" in cells["usage"].note
    assert (cells["doi-failed"].count, cells["doi-failed"].of) == (2, 5) and "20%" in cells["doi-failed"].note
    table = table_for(academy.user(Role.COORDINATOR, academy.north), Filters(YEAR, view="health"))
    (harvest,) = [f for c, f in zip(table.columns, table.rows[0].figures, strict=True) if c.key == "harvest"]
    assert (harvest.count, harvest.of, harvest.is_bad) == (3, 4, True)


def test_the_table_costs_the_same_for_many_journals(cluster: list[Article], academy: Any, client_for: Any) -> None:
    user = academy.user(Role.COORDINATOR, academy.top)
    client, url = client_for(user), reverse("desk_portfolio")
    client.get(url)
    table_for(user, Filters(YEAR))  # the user's duties are remembered from here on
    with CaptureQueriesContext(connection) as few:
        table_for(user, Filters(YEAR))
    Journal.objects.bulk_create(
        Journal(unit=academy.north_hill, slug=f"many-{number}", title_zh=f"第{number}刊") for number in range(350)
    )
    Article.objects.bulk_create(
        Article(journal=one, doi=f"10.5555/many.{one.pk}", language="zh", article_type="x", title_zh="题",
                published_on=timezone.localdate(), content_hash="0" * 64)
        for one in Journal.objects.filter(slug__startswith="many-")
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        table_for(user, Filters(YEAR))
    # The portal looks by the clock whether what it remembers of its home pages still holds; that is not the table's.
    own = [[q for q in spent if not re.search(_PORTALS, q["sql"])] for spent in (few, many)]
    assert len(own[0]) == len(own[1]) <= 12
    with CaptureQueriesContext(connection) as whole:
        page = client.get(f"{url}?sort=output&down=1&page=2")
    assert page.status_code == 200 and len(page.context["rows"]) == 25
    # Session, account, duties and Wagtail's shell (menu, pages, collections) come on top of the table and its four filters.
    assert len(whole) <= 36


def test_filters_sorting_and_the_file(cluster: list[Article], academy: Any, client_for: Any) -> None:
    lake = cluster[0].journal
    user = academy.user(Role.COORDINATOR, academy.top)
    Journal.objects.filter(pk=lake.pk).update(languages=["zh", "fr"], title_zh="=1+1")
    for asked in ({"unit": "north"}, {"language": "fr"}, {"q": "=1+1"}, {"stage": "established", "unit": "north-lake"}):
        assert [row.journal for row in table_for(user, Filters(YEAR, **asked)).rows] == [lake], asked
    assert not table_for(user, Filters(YEAR, subject="110")).rows
    down = table_for(user, Filters(YEAR, sort="output", down=True))
    assert down.rows[0].journal == lake
    client = client_for(user)
    odd = client.get(reverse("desk_portfolio") + "?year=99999&sort=x&view=y&unit=%00&page=zz&language=xx")
    assert odd.status_code == 200
    file = client.get(reverse("desk_portfolio_csv")).content.decode("utf-8-sig")
    assert "'=1+1" in file and len(file.splitlines()) == 3


def test_another_units_journal_and_its_cells_are_not_there(
    cluster: list[Article], academy: Any, client_for: Any
) -> None:
    other = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    lake = cluster[0].journal
    assert other.get(reverse("desk_portfolio_journal", args=[lake.pk])).status_code == 404
    assert other.get(reverse("desk_portfolio_cell", args=["output"]), {"journal": lake.pk}).status_code == 404
    assert other.get(reverse("desk_portfolio_cell", args=["output"])).context["page"].paginator.count == 1
    assert other.get(reverse("desk_portfolio_cell", args=["nothing"])).status_code == 404
    assert client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get(
        reverse("desk_portfolio")
    ).status_code in {302, 403}


def test_a_journals_page_shows_all_of_it(cluster: list[Article], academy: Any, client_for: Any) -> None:
    journal = cluster[0].journal
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    for year, value in ((YEAR - 2, "3.1"), (YEAR - 1, "3.4")):
        row = {
            "indicator": JournalIndicator.objects.get(code="citescore"),
            "year": year,
            "value": Decimal(value),
            "source": "测试",
        }
        actions.put_row(journal, "values", row, acting_user=editor)
    page = client_for(editor).get(reverse("desk_portfolio_journal", args=[journal.pk]))
    text = unescape(page.content.decode())
    assert page.status_code == 200 and "CiteScore" in text and "<svg" in text and "测试" in text
    assert "3.4" in re.sub(r"\s", "", text) and reverse("journals_row_add", args=[journal.pk, "goals"]) in text
    assert client_for(editor).get(reverse("desk_portfolio_resources")).status_code == 200


def test_articles_that_came_in_before_are_measured_by_the_worker(cluster: list[Article]) -> None:
    assert ArticleQuality.objects.count() == 3
    assert actions.weigh_missing() == 2 and actions.weigh_missing() == 0
    Article.objects.filter(pk=cluster[0].pk).update(version=2, body_text="")
    assert actions.weigh_missing() == 1
    assert not ArticleQuality.objects.get(article=cluster[0]).has_full_text
