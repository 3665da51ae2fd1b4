"""The first terms of the press room, in force until the house writes its own; and how long an invitation holds."""

from __future__ import annotations

import datetime as dt

INVITATION_HOLDS = dt.timedelta(days=14)
INVITATION_SALT = "newsroom.press.invitation"
FIRST_VERSION = 1
FIRST_TERMS_ZH = """一、您在这里读到的稿件和素材，在注明的解禁时间之前，不得以任何形式发表、转发或向他人透露，包括标题和结论。
二、解禁时间以本页为准。时间变动时我们会发邮件告知；以最新时间为准。
三、解禁前，您可以为准备报道而采访文中专家及独立专家；请把解禁时间一并告诉对方，并请对方遵守。
四、我们会记录谁在何时打开了哪篇稿件、哪个文件，记录仅供核查解禁是否被遵守。
五、图片等素材按所注许可使用，并注明出处。
六、接到“撤稿销毁”的通知后，请立即删除所有副本，不再使用。
七、违反以上任何一条，我们可以立即停止您的访问，并告知您的单位。"""
FIRST_TERMS_EN = "\n".join(
    (
        "1. Nothing you read here, title and findings included, may be published, passed on or told to others in any form before "
        "the stated lifting time.",
        "2. The time on the page holds. When it changes we tell you by mail; the newest time holds.",
        "3. Before the lifting you may interview the experts named and independent experts to prepare your report; tell them the "
        "lifting time and ask them to keep it.",
        "4. We record who opened which story and which file when; the record serves only to see whether embargoes are kept.",
        "5. Use pictures and other files under the licence that stands beside them, with their credit.",
        "6. When we tell you that a story was killed, delete every copy at once and do not use it.",
        "7. If any of this is broken we may end your access at once and tell your newsroom.",
    )
)


def sentence_has(title: str, note: str) -> bool:
    """Whether a note repeats a title; the note on a killed story must tell nothing of it."""
    words = "".join(title.split()).casefold()
    return len(words) > 3 and words in "".join(note.split()).casefold()
