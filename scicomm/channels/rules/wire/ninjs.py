"""A story as ninjs 3.1, IPTC's news in JSON (https://iptc.org/standards/ninjs/)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scicomm.channels.rules.packages import Picture, StoryContent

NINJS_SCHEMA = "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
_BCP47 = {"zh-hans": "zh-Hans", "en": "en"}
_LICENCES = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
# IPTC's genres of NewsCodes for our kinds of pieces; what has none there stands by its own name.
_GENRES = {
    "news": ("Current", "http://cv.iptc.org/newscodes/genre/Current"),
    "feature": ("Feature", "http://cv.iptc.org/newscodes/genre/Feature"),
    "questions": ("Interview", "http://cv.iptc.org/newscodes/genre/Interview"),
    "explainer": ("Background", "http://cv.iptc.org/newscodes/genre/Background"),
}


def stamp(moment: dt.datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def ninjs(content: StoryContent, texts: Mapping[str, str], *, site_url: str, status: str = "usable") -> dict[str, Any]:
    """The story with its pictures as associations. `texts` are the words of the package (title, subtitle, summary, html, text).

    `status` is ninjs' pubStatus: usable, withheld or canceled; of a cancelled one only its name, version and note remain.
    """
    item: dict[str, Any] = {
        "standard": {"name": "ninjs", "version": "3.1", "schema": NINJS_SCHEMA},
        "uri": content.entry_id,
        "type": "text",
        "representationType": "full",
        "version": str(content.version),
        "firstCreated": stamp(content.published_at),
        "versionCreated": stamp(content.changed_at),
        "pubStatus": status,
        "language": _BCP47.get(content.language, content.language),
        "infoSources": [{"name": content.unit, "role": "publisher"}],
    }
    if status == "canceled":
        return {**item, "representationType": "partial", "edNote": content.correction}
    if content.embargo_until:
        item["embargoedUntil"] = stamp(content.embargo_until)
    if content.correction:
        item["edNote"] = content.correction
    return {**item, **_words(content, texts), **_around(content, site_url)}


def _words(content: StoryContent, texts: Mapping[str, str]) -> dict[str, Any]:
    headlines = [{"role": "main", "contentType": "text/plain", "value": texts["title"]}]
    if texts.get("subtitle"):
        headlines.append({"role": "sub", "contentType": "text/plain", "value": texts["subtitle"]})
    found: dict[str, Any] = {
        "title": texts["title"],
        "headlines": headlines,
        "bodies": [
            {"role": "main", "contentType": "text/html", "value": texts["html"]},
            {"role": "text", "contentType": "text/plain", "charCount": len(texts["text"]), "value": texts["text"]},
        ],
    }
    if texts.get("summary"):
        found["descriptions"] = [{"role": "summary", "contentType": "text/plain", "value": texts["summary"]}]
    return found


def _around(content: StoryContent, site_url: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "copyrightHolder": content.unit,
        "organisations": [
            {"name": content.unit, "rel": "about"},
            *({"name": name, "rel": "funder"} for name in content.funders),
        ],
        "people": [{"name": name, "rel": "expert"} for name in content.authors],
        "subjects": [
            {"name": name, "rel": "about", "literal": f"GB/T 13745-2009 {code}"} for code, name in content.subjects
        ],
        "altIds": [{"role": "web", "value": content.url}],
        "renditions": [{"name": "web", "href": content.url, "contentType": "text/html"}],
        "associations": [_picture(picture, site_url) for picture in content.pictures if not picture.problem],
    }
    if content.doi:
        found["altIds"].append({"role": "doi", "value": content.doi})
        found["objects"] = [
            {"name": content.article_title or content.doi, "rel": "reports", "uri": f"https://doi.org/{content.doi}"}
        ]
    if genre := _GENRES.get(content.profile):
        found["genres"] = [{"name": genre[0], "uri": genre[1]}]
    return {name: value for name, value in found.items() if value}


def _picture(picture: Picture, site_url: str) -> dict[str, Any]:
    rendition: dict[str, Any] = {
        "name": "original",
        "contentType": picture.mime,
        "width": picture.width,
        "height": picture.height,
    }
    if picture.url:
        rendition["href"] = picture.url
    item: dict[str, Any] = {
        "name": f"picture-{picture.key}",
        "rel": "cover" if picture.is_cover else "figure",
        "uri": f"{site_url}/#picture-{picture.key}",
        "type": "picture",
        "renditions": [rendition],
        "descriptions": [
            {"role": role, "contentType": "text/plain", "value": words}
            for role, words in (("caption", picture.caption), ("alternative", picture.alt))
            if words
        ],
        "by": picture.credit,
        "copyrightNotice": picture.credit,
    }
    if address := _LICENCES.get(picture.licence):
        item["rightsInfo"] = {"linkedRights": address}
        item["usageTerms"] = picture.licence.upper()
    return {name: value for name, value in item.items() if value}
