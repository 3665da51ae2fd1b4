"""Every outlet through which a story could reach somebody outside, asked as an outsider: where was a word found?

One function for all tests of embargoes. It works in this process with Django's test client, takes no server, and asks
twice, so that what the page cache kept is asked as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from scicomm.audiences.actions import build_due_issues
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.tasks.letters import letter
from scicomm.core.worker import Worker
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from scicomm.portal.actions import make_pages_old
from scicomm.portal.middleware import page_cache
from scicomm.portal.queries import generation
from scicomm.search.actions import drain_pending

# What is asked of the search, and what must not come back: the page repeats the question, so the two differ.
ASKED, SECRET = "qqzxasked", "qqzxsecret"
TITLE = f"{ASKED} {SECRET} 湖心岛的来信"

PAGES = ("/", "/en/", "/stories/", "/en/stories/", "/north-lake/", "/corrections/", "/press/", "/units/", "/answers/")
FEEDS = tuple(
    f"{language}/feeds/{unit}{name}"
    for language in ("", "/en")
    for unit in ("", "north-lake/")
    for name in ("atom.xml", "feed.json")
)
API = ("/api/v1/stories", "/api/v1/stories?language=en", f"/api/v1/search?q={ASKED}", "/api/v1/articles")
KEPT = frozenset({"page", "lists", "feeds"})
SEARCH = (
    f"/search/?q={ASKED}",
    f"/search/atom.xml?q={ASKED}",
    f"/search/feed.json?q={ASKED}",
    f"/en/search/?q={ASKED}",
)
OAI = ("/oai/?verb=ListRecords&metadataPrefix=oai_dc", "/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc")


def settle() -> None:
    """Let the worker do all that follows: handlers, search entries, mails in the queue."""
    Worker().drain()
    while drain_pending():
        pass


def address(story: StoryPage) -> str:
    """The public address a story has or would have."""
    path = "/".join(story.url_path.strip("/").split("/")[1:])
    return f"{'/en' if story.locale.language_code == 'en' else ''}/{path}/"


def found(academy: Any, story: StoryPage, *, word: str = SECRET, media: Iterable[str] = ()) -> set[str]:
    """The outlets at which an outsider meets the word (a file counts when it can be fetched at all). Settles first."""
    settle()
    story = StoryPage.objects.select_related("locale").get(pk=story.pk)
    make_pages_old()
    generation.forget()
    page_cache.STORE.clear()
    seen: set[str] = set()
    client = Client()
    for outlet, paths in _paths(story).items():
        for path in paths:
            turns = 2 if outlet in KEPT else 1  # once made, once from the page cache
            if any(word in _text(client, path) for _turn in range(turns)):
                seen.add(outlet)
    if any(word.encode() in page.body for page in page_cache.STORE._pages.values()):
        seen.add("page cache")
    seen |= _staff_elsewhere(academy, story, word)
    if any(client.get(path).status_code == 200 for path in media):
        seen.add("files")
    return seen | _outgoing(word)


def _paths(story: StoryPage) -> dict[str, list[str]]:
    sitemap = [reverse("portal:sitemap")]
    thread = [reverse("portal:thread", args=[f"newsroom.story:{story.pk}"])]
    if story.dossier.article_id:
        thread.append(reverse("portal:thread", args=[f"journals.article:{story.dossier.article_id}"]))
    return {
        "page": [address(story), f"/press/{story.pk}/"],
        "lists": list(PAGES),
        "feeds": list(FEEDS),
        "API": [*API, f"/api/v1/stories/{story.pk}"],
        "search": list(SEARCH),
        "suggestions": [f"/search/suggest/?q={ASKED[:6]}", f"/search/suggest/?q={ASKED}"],
        "sitemap": sitemap,
        "OAI": list(OAI),
        "thread": thread,
        "preview": [
            f"/admin/pages/{story.pk}/view_draft/",
            f"/admin/pages/{story.pk}/revisions/{story.latest_revision_id}/view/",
        ],
    }


def _text(client: Client, path: str) -> str:
    response = client.get(path, headers={"host": "localhost"})
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    # A page that says "not here" repeats the address that was asked for.
    return body.decode("utf-8", "replace").replace(path.removeprefix("/en").strip("/"), "")


def _staff_elsewhere(academy: Any, story: StoryPage, word: str) -> set[str]:
    """The desk and Wagtail's own screens, as an officer of an institute in another branch."""
    client = Client()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    paths = {
        "desk": [reverse("newsroom_story", args=[story.pk]), reverse("newsroom_board"), reverse("wagtailadmin_home")],
        "desk thread": [reverse("desk_thread", args=[f"newsroom.story:{story.pk}"])],
        "preview": [f"/admin/pages/{story.pk}/view_draft/", f"/admin/pages/{story.pk}/"],
        "press register": [reverse("newsroom_press_register"), reverse("newsroom_breaches")],
        "press room": [reverse("newsroom:press"), reverse("newsroom:press_story", args=[story.pk])],
    }
    return {outlet for outlet, some in paths.items() for path in some if word in _text(client, path)}


def _outgoing(word: str) -> set[str]:
    """Mails that would go out now, after every newsletter whose day has come was built; and those that went."""
    build_due_issues()
    letters = [letter(row) for row in OutgoingMail.objects.filter(state__in=["queued", "in_flight"])]
    texts = [f"{one.subject}\n{one.body}" for one in letters if one]
    texts += [f"{one.subject}\n{one.body}" for one in mail.outbox]
    return {"outgoing"} if any(word in text for text in texts) else set()
