"""WeChat official account: a draft with title, author, digest, cover and body, then published.

Facts from developers.weixin.qq.com ("新增草稿" draft_add, "上传图文消息图片" uploadImage, "新增永久素材" addMaterial,
"发布能力"): title at most 32, author 16, digest 128 characters; a picture in the body is JPEG or PNG under 1 MB and
handed over first; the cover needs a permanent material; `content_source_url` is "read the original". Since July 2025
accounts of persons and unverified ones may not publish by API: for them the draft is made and published by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.channels.rules import previews, wechat_html
from scicomm.channels.rules.formulas import typst_source
from scicomm.channels.rules.packages import (
    Ability,
    Account,
    FieldSpec,
    Package,
    Picture,
    Platform,
    Problem,
    Severity,
    StoryContent,
)
from scicomm.channels.rules.pictures import PictureRule, chosen
from scicomm.channels.rules.platforms.texts import edited, fitted, missing

MOST_TITLE, MOST_AUTHOR, MOST_DIGEST = 32, 16, 128
MOST_PICTURES = 40
PICTURE = PictureRule(("image/jpeg", "image/png"), most_bytes=1_000_000, most_side=1280)
COVER = PictureRule(("image/jpeg", "image/png"), most_bytes=9_000_000, most_side=1800)


class WechatPlatform(Platform):
    """Makes one article of a story."""

    kind: ClassVar[str] = "wechat"
    settings = (
        FieldSpec("appid", gettext_lazy("developer ID (AppID)"), gettext_lazy("From 设置与开发, 开发接口管理.")),
        FieldSpec(
            "cover",
            gettext_lazy("material number of a spare cover"),
            gettext_lazy("media_id of a picture kept there for ever, used where a story's own cover is refused."),
            required=False,
        ),
    )
    secrets = (
        FieldSpec(
            "secret",
            gettext_lazy("developer password (AppSecret)"),
            gettext_lazy("Shown there only once, when it is made."),
        ),
    )
    abilities = frozenset(
        {Ability.FIND, Ability.POLL, Ability.UPDATE, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS}
    )
    editable = ("title", "author", "digest")
    # The API's own bound is 100 submissions a day and account.
    per_hour = 20

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The package: `html` is the body with pictures by key; a formula's typesetting source stands in a field of its key."""
        title, p1 = fitted(edited(edits, "title"), content.title, MOST_TITLE, "title")
        author, p2 = fitted(edited(edits, "author"), content.unit, MOST_AUTHOR, "author", tells=False)
        digest, p3 = fitted(edited(edits, "digest"), content.standfirst, MOST_DIGEST, "digest", tells=False)
        pictures, problems = chosen(content.pictures, PICTURE, MOST_PICTURES)
        with override(content.language):
            body = self._body(content, pictures)
        sources = {key: typst_source(mathml) for key, (mathml, _words) in body.formulas.items()}
        html = _without(body.html, {key for key, source in sources.items() if not source})
        going = self._going(pictures, body, sources)
        said = [*p1, *p2, *p3, *problems, *self._problems(title, going, body, sources)]
        return Package(
            self.kind,
            {
                "title": title,
                "author": author,
                "digest": digest,
                "html": html,
                "link": content.url,
                **{key: source for key, source in sources.items() if source},
            },
            going,
            tuple(said),
            previews.card(account, content.language, _preview(title, digest, html, going)),
        )

    def _body(self, content: StoryContent, pictures: tuple[Picture, ...]) -> wechat_html.Article:
        html = content.marked_html or content.html
        cover = next((picture for picture in pictures if picture.is_cover), None)
        lead = ""
        if cover and f'data-picture="{cover.key}"' not in html:
            lead = wechat_html.figure_html(cover.key, cover.alt, " ".join(filter(None, [cover.caption, cover.credit])))
        keys = {picture.key for picture in pictures}
        return wechat_html.article(html, keys.__contains__, lead=lead)

    def _going(
        self, pictures: tuple[Picture, ...], body: wechat_html.Article, sources: dict[str, str]
    ) -> tuple[Picture, ...]:
        """The cover, then what stands in the body in its order; formulas are pictures too."""
        known = {picture.key: picture for picture in pictures}
        drawn = {
            key: Picture(key, "image/png", 0, 0, alt=words)
            for key, (_mathml, words) in body.formulas.items()
            if sources[key]
        }
        covers = pictures[:1]
        inside = [known.get(key) or drawn.get(key) for key in body.keys]
        return tuple(dict.fromkeys([*covers, *(picture for picture in inside if picture)]))

    def _problems(
        self, title: str, going: tuple[Picture, ...], body: wechat_html.Article, sources: dict[str, str]
    ) -> list[Problem]:
        found = [] if title else [missing("title")]
        if body.was_cut:
            words = _(
                "The text is too long for WeChat (20,000 characters with its markup): the end is left to the original."
            )
            found.append(Problem("body_cut", Severity.WARNING, words, "html"))
        if not any(not picture.key.startswith("formula:") for picture in going):
            words = _("WeChat wants a cover and this story has no picture that may go: a plain one is drawn.")
            found.append(Problem("no_cover", Severity.WARNING, words, "cover"))
        for key, source in sources.items():
            if not source:
                words = _("A formula cannot be drawn; only its words go along.")
                found.append(Problem("formula_left_out", Severity.WARNING, words, f"picture:{key}"))
        return found


def _without(html: str, keys: set[str]) -> str:
    """The body without these pictures."""
    for key in keys:
        html = placed(html, key, "")
    return html


def placed(html: str, key: str, address: str, width: int = 0) -> str:
    """The body with a picture's address there; without one, its description stands in its place."""
    mark = f'<img src="picture:{key}" alt="'
    while mark in html:
        before, _mark, rest = html.partition(mark)
        alt, _quote, tail = rest.partition('"')
        style, _end, after = tail.partition(">")
        if address:
            size = f' width="{width}"' if width else ""
            made = f'<img src="{address}" alt="{alt}"{size}{style}>'
        else:
            made = f"<span>[{alt}]</span>" if alt else ""
        html = before + made + after
    return html


def _preview(title: str, digest: str, html: str, pictures: tuple[Picture, ...]) -> SafeString:
    """The card that followers see, and under it the article; formulas are shown by their words here."""
    for picture in pictures:
        html = placed(html, picture.key, str(format_html("{}", picture.url)))
    cover = pictures[0] if pictures and not pictures[0].key.startswith("formula:") else None
    head = previews.link_card("https://mp.weixin.qq.com/", title, digest, cover and replace(cover))
    # Our own writer made the article and escaped every text in it.
    return format_html('{}<div class="outlet-preview__article">{}</div>', head, mark_safe(html))
