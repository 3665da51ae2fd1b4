"""A Telegram channel: a message of 4,096 characters, or pictures with a caption of 1,024.

Facts from the Bot API documentation ("sendMessage", "sendPhoto", "sendMediaGroup", "Formatting options"): lengths count in
UTF-16 units after the marks are read; in HTML mode `<`, `>` and `&` are written as entities; a photo has at most 10 MB, width and
height at most 10,000 together and a ratio of at most 20; an album has 2 to 10 items.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_lazy, override

from scicomm.channels.rules import previews
from scicomm.channels.rules.counting import utf16_units
from scicomm.channels.rules.packages import Ability, Account, FieldSpec, Package, Platform, StoryContent
from scicomm.channels.rules.pictures import PictureRule, chosen
from scicomm.channels.rules.platforms.texts import edited, fitted, missing

MOST = 4096
MOST_CAPTION = 1024
MOST_PICTURES = 4
PICTURE = PictureRule(
    ("image/jpeg", "image/png"), most_bytes=10_000_000, most_side=2560, most_sides=10_000, most_ratio=20
)


class TelegramPlatform(Platform):
    """Makes one message: the headline in bold, the standfirst, a link to the story; pictures where the text is short enough."""

    kind: ClassVar[str] = "telegram"
    settings = (
        FieldSpec(
            "chat",
            gettext_lazy("channel"),
            gettext_lazy(
                "@name of a public channel, or the number (-100…) of a private one. The bot is its administrator."
            ),
        ),
    )
    secrets = (FieldSpec("token", gettext_lazy("bot token"), gettext_lazy("From @BotFather.")),)
    abilities = frozenset(
        {Ability.FIND, Ability.POLL, Ability.UPDATE, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS}
    )
    shows_itself = True
    editable = ("text",)
    # "No more than one message per second in a chat" and 20 a minute to a group (Bots FAQ); far below that in an hour.
    per_hour = 60

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The package: `text` is an editor's part, `html` is what is sent; `{link}` in it is the story's address."""
        pictures, problems = chosen(content.pictures, PICTURE, MOST_PICTURES)
        with override(content.language):
            more = gettext("Read the whole story")
        room = MOST - utf16_units(f"\n\n{more}")
        ours = "\n\n".join(filter(None, [content.title, content.standfirst]))
        text, about_text = fitted(edited(edits, "text"), ours, room, "text", utf16_units)
        if not text:
            about_text = [missing("text")]
        fits = utf16_units(f"{text}\n\n{more}") <= MOST_CAPTION
        html = f'{_with_bold_head(text)}\n\n<a href="{escape(content.url)}">{escape(more)}</a>'
        body = previews.words(text) + format_html('<p><a href="{}" rel="noopener">{}</a></p>', content.url, more)
        return Package(
            self.kind,
            {"text": text, "html": html, "link": content.url},
            pictures if fits else (),
            (*about_text, *problems),
            previews.card(account, content.language, mark_safe(body), pictures=pictures if fits else ()),
        )


def _with_bold_head(text: str) -> str:
    """The text for HTML mode, its first paragraph in bold where there are more."""
    head, gap, rest = text.partition("\n\n")
    return f"<b>{escape(head)}</b>\n\n{escape(rest)}" if gap else escape(text)
