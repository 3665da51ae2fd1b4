"""What is kept of what was collected: our own outlets marked, and no name of a writer in any column."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry

from scicomm.listening import actions, tasks
from scicomm.listening.models import Mention, OwnOutlet, SourceClass, SourceKind
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_item, rss, web_server
from tests.listening.web_fake import Web, one, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_what_we_say_ourselves_is_marked(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    feed = make_feed(academy, source_class=SourceClass.BLOG)
    before = actions.store_items(feed, [make_item(link="https://lake.example/old"), make_item()]).stored
    with pytest.raises(PermissionDenied):
        actions.set_own_outlets([], acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    with pytest.raises(ValidationError):
        actions.set_own_outlets(["not a host"], acting_user=officer)
    assert actions.set_own_outlets(["lake.example", "https://weibo.com/u/1", "lake.example"], acting_user=officer) == 2
    links = ["https://news.lake.example/1", "https://weibo.com/u/1/x", "https://weibo.com/u/12/x"]
    stored = actions.store_items(feed, [make_item(link=link) for link in links]).stored
    assert [mention.is_own for mention in stored] == [True, True, False]
    assert stored[2].source_class == SourceClass.BLOG
    for mention in before:
        mention.refresh_from_db()
    assert [mention.is_own for mention in before] == [True, False]
    actions.set_own_outlets([], acting_user=officer)
    assert not OwnOutlet.objects.exists()
    assert ModelLogEntry.objects.filter(action="listening.outlets.set").count() == 4


def test_no_name_of_a_writer_ends_in_any_column(academy: Any) -> None:
    """Whatever the kind of source: dc:creator, author, account, a column of authors. The whole database is read for the names."""
    name = "欧阳锋克里斯"
    feed = rss(one(1, **{"author": name, "dc:creator": name, "managingEditor": name}), title="x").replace(
        b"<rss ", b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
    )
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>y</title><author><name>{name}</name></author><entry><title>t</title>'
        f'<link href="https://news.example/2"/><author><name>{name}</name><email>a@b.example</email></author></entry></feed>'
    ).encode()
    posts = [{
        "id": "9", "content": f'<p>Hi <a class="u-url mention" href="https://m.example/@{name}">@{name}</a></p>',
        "url": f"https://m.example/@{name}/9", "account": {"display_name": name, "acct": name},
        "card": {"url": "https://news.example/c", "title": "Card", "author_name": name},
    }]  # fmt: skip
    web = Web()
    web.pages |= {"/rss": feed, "/atom": atom, "/api/v1/timelines/tag/a": json.dumps(posts).encode()}
    web.pages["/json"] = json.dumps({"items": [{"u": "https://news.example/3", "author": name}]}).encode()
    with web_server(web) as address:
        for path, more in {
            "rss": {},
            "atom": {},
            "tags/a": {"kind": SourceKind.HASHTAG},
            "json": {"kind": SourceKind.API, "mapping": {"items": "items[*]", "url": "u"}},
        }.items():
            assert len(run(make_feed(academy, address=f"{address}/{path}", **more)).stored) == 1, path
    make_feed(academy, address="", file_name="f.xml", content=feed.replace(b"/1<", b"/4<"))
    tasks.fetch_due_feeds()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    table = actions.add_table(
        academy.top, name="t", file_name="t.csv", source_class="news", acting_user=officer,
        content=f"标题,链接,作者\nA,https://news.example/5,{name}\nB,,{name}".encode(),
    )  # fmt: skip
    actions.begin_table(table, columns=table.mapping["columns"], encoding="utf-8", acting_user=officer)
    tasks.take_in_tables()
    assert Mention.objects.count() == 6
    written = _whole_database()
    assert "https://news.example/5" in written
    for form in (name, json.dumps(name)[1:-1], name.encode().hex()):
        assert form not in written


def _whole_database() -> str:
    """Every value of every table as text; bytes as they are and in hexadecimal."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else None
                    found.append(raw.hex() + raw.decode("utf-8", "replace") if raw is not None else str(value))
    return "\n".join(found)
