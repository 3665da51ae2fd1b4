"""How a post will look on its platform, as a small card in our look: safe HTML, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scicomm.channels.rules.packages import Account, Picture

_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；：！？、）】》”]+")


def card(
    account: Account,
    language: str,
    body: SafeString,
    *,
    pictures: Sequence[Picture] = (),
    link: SafeString | None = None,
) -> str:
    """The card of a post: who speaks, what is said, pictures, the link's own card."""
    return format_html(
        '<article class="outlet-preview outlet-preview--{}" lang="{}"><p class="outlet-preview__who">{}</p>{}{}{}</article>',
        account.kind,
        language,
        account.name or account.handle or _("Account without a name"),
        body,
        _pictures(pictures),
        link or "",
    )


def words(text: str) -> SafeString:
    """Plain text as paragraphs, line breaks kept, web addresses shown as links."""
    paragraphs = [part for part in re.split(r"\n{2,}", text.strip()) if part]
    return format_html_join("", '<p class="outlet-preview__text">{}</p>', ((_with_links(part),) for part in paragraphs))


def link_card(url: str, title: str, description: str, picture: Picture | None) -> SafeString:
    """How a platform shows a link: picture, title, description, host."""
    return format_html(
        '<div class="outlet-preview__link">{}<p><strong>{}</strong></p><p>{}</p><p class="outlet-preview__host">{}</p></div>',
        _pictures([picture] if picture else []),
        title,
        description,
        urlsplit(url).hostname or url,
    )


def _pictures(pictures: Sequence[Picture]) -> SafeString:
    return format_html_join("", "{}", ((_picture(picture),) for picture in pictures))


def _picture(picture: Picture) -> SafeString:
    if picture.url.startswith(("https://", "http://")):
        shown = format_html('<img src="{}" alt="{}" loading="lazy">', picture.url, picture.alt)
    else:
        shown = format_html(
            '<span class="outlet-preview__blank">{}</span>', picture.alt or _("Picture without a description")
        )
    return format_html('<figure class="outlet-preview__picture">{}</figure>', shown)


def _with_links(text: str) -> SafeString:
    done, last = [], 0
    for found in _ADDRESS.finditer(text):
        done += [
            escape(text[last : found.start()]),
            format_html('<a href="{}" rel="noopener">{}</a>', found[0], found[0]),
        ]
        last = found.end()
    done.append(escape(text[last:]))
    return mark_safe("".join(done).replace("\n", "<br>"))
