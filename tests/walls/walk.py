"""Walks addresses as somebody of another unit: reads, searches, and posts what the screen's own form would post."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.walls.objects import SECRET, World
from tests.walls.watch import Watch

# What is posted where no form is known: the fields that Wagtail's and our own confirming screens read.
PLAIN = {
    "confirm": "yes",
    "action-submit": "1",
    "action-publish": "1",
    "title": "改了",
    "name": "改了",
    "note": "改了",
    "reason": "改了",
    "comment": "改了",
    "next": "/admin/",
}
_TEXTS = re.compile(r"(title|name|note|reason|comment|caption|standfirst|angle)(_zh|_en)?$")


@dataclass
class Visitor:
    """Somebody with their own browser; what they found behind the wall is collected."""

    role: str
    user: Any
    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Walk:
    """One world, its visitors, and an insider whose forms the visitors post."""

    def __init__(self, world: World, client_for: Any) -> None:
        self.world = world
        self.watch = Watch(world)
        self.insider = self.visitor("insider", world.academy.superuser, client_for)

    @staticmethod
    def visitor(role: str, user: Any, client_for: Any) -> Visitor:
        client: Client = client_for(user)
        client.raise_request_exception = False
        return Visitor(role, user, client, {key: morsel.value for key, morsel in client.cookies.items()})

    def ask(self, who: Visitor, method: str, path: str, data: dict[str, Any] | None = None) -> tuple[HttpResponse, str]:
        """One request that leaves nothing behind; the response and all it says."""
        who.client.cookies.clear()
        for key, value in who.cookies.items():
            who.client.cookies[key] = value
        if who.user is not None:
            who.user.__dict__.pop("_scicomm_duties", None)
        with self.watch.request(who.user):
            response = getattr(who.client, method)(path, data or {})
            body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode("utf-8", "replace") + " " + response.headers.get("Location", "")
        return response, text

    def visit(
        self, who: Visitor, path: str, form: dict[str, Any], queries: list[str], *, reads: bool, writes: bool
    ) -> None:
        """Open, search and post one path; nothing private may come back and nothing of the unit may change."""
        response, text = self.ask(who, "get", path)
        self._judge(who, "GET", path, response, text, reads)
        if response.status_code == 200:
            for query in queries:
                response, text = self.ask(who, "get", f"{path}?{query}")
                self._judge(who, f"GET ?{query}", path, response, text, reads)
        response, text = self.ask(who, "post", path, form)
        self._judge(who, "POST", path, response, text, reads, writes)

    def _judge(
        self, who: Visitor, method: str, path: str, response: Any, text: str, reads: bool, writes: bool = False
    ) -> None:
        for echo in (path, quote(path), quote(path, safe="")):
            text = text.replace(echo, "")
        # What the visitor typed is no discovery.
        secrets = sorted(set(SECRET.findall(unescape(text))) - set(SECRET.findall(method)))
        if secrets and not reads:
            who.seen.append(f"{method} {path} ({response.status_code}) shows {', '.join(secrets)}")
        if self.watch.changes and not writes:
            who.changed.append(f"{method} {path} ({response.status_code}): {'; '.join(self.watch.changes[:3])}")
        if response.status_code >= 500:
            who.broken.append(
                f"{method} {path}: {response.status_code} {(getattr(response, 'exc_info', None) or [''])[:2]}"
            )

    def form_of(self, path: str) -> dict[str, Any]:
        """What the insider's screen would post to this path, its texts changed; a plain confirmation where no form leads there.

        An address that only takes posts has its form on the page above it.
        """
        values = dict(PLAIN)
        for place in (path, path.rsplit("/", 2)[0] + "/"):
            response, text = self.ask(self.insider, "get", place)
            if response.status_code == 200:
                values |= self._fields(text, place, path)
                break
        return {key: self._changed(key, value) for key, value in values.items()}

    @staticmethod
    def _fields(text: str, place: str, target: str) -> dict[str, str]:
        if text.startswith("{"):
            text = json.loads(text.rstrip()).get("html") or ""
        if "<form" not in text:
            return {}
        found: dict[str, str] = {}
        for form in html.fromstring(text).iter("form"):
            action = urlsplit(form.get("action") or place).path
            if (form.get("method") or "").lower() == "post" and action == target:
                fields = {key: value for key, value in form.fields.items() if key != "csrfmiddlewaretoken"}
                found |= {key: value if isinstance(value, str) else "" for key, value in fields.items()}
                found |= {key: value for key, value in form.form_values() if key in fields}
                # The way a form is sent: its first button that has a name.
                for button in form.xpath(".//button[@name]")[:1]:
                    found[button.get("name")] = button.get("value") or ""
        return found

    def _changed(self, key: str, value: str) -> str:
        value = SECRET.sub("别的", value)
        if not value and "url" in key:
            return self.world.stories["published"].full_url or ""
        return f"{value} 改" if _TEXTS.search(key) else value
