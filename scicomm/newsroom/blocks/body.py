"""A story's body: every block that may stand in it. A name that stories hold is never changed: their text would be lost."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

from scicomm.newsroom.blocks.cards import AudioBlock, EventBlock, ExpertBlock, PaperBlock, VideoBlock
from scicomm.newsroom.blocks.data import ChartBlock, FormulaBlock, KeyFigureBlock, TableBlock, TimelineBlock
from scicomm.newsroom.blocks.pictures import BeforeAfterBlock, FigureBlock, GalleryBlock
from scicomm.newsroom.blocks.text import (
    INLINE,
    CalloutBlock,
    PointsBlock,
    QuestionBlock,
    QuoteBlock,
    TermBlock,
    UnknownsBlock,
)
from scicomm.newsroom.blocks.together import StoryStream

_TEXT, _SIGHT, _DATA, _THINGS = (
    _("Words and quotes"),
    _("Pictures and recordings"),
    _("Numbers"),
    _("People, papers, events"),
)


class StoryBody(blocks.StreamBlock):
    """A story's body."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=120, icon="title", template="newsroom/blocks/heading.html", group=_TEXT
    )
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=[*INLINE, "ul", "ol"], icon="pilcrow", template="newsroom/blocks/paragraph.html",
        group=_TEXT,
    )  # fmt: skip
    list = PointsBlock(group=_TEXT)
    quote = QuoteBlock(group=_TEXT)
    callout = CalloutBlock(group=_TEXT)
    question = QuestionBlock(group=_TEXT)
    term = TermBlock(group=_TEXT)
    why = blocks.TextBlock(
        label=_("Why it matters"), icon="info-circle", template="newsroom/blocks/why.html", group=_TEXT
    )
    unknowns = UnknownsBlock(group=_TEXT)
    unknown = blocks.TextBlock(
        label=_("What we do not know yet"), icon="help", template="newsroom/blocks/unknown.html", group=_TEXT
    )
    figure = FigureBlock(group=_SIGHT)
    gallery = GalleryBlock(group=_SIGHT)
    before_after = BeforeAfterBlock(group=_SIGHT)
    video = VideoBlock(group=_SIGHT)
    audio = AudioBlock(group=_SIGHT)
    key_figures = blocks.ListBlock(
        KeyFigureBlock(), label=_("Key figures"), icon="order", max_num=4, template="newsroom/blocks/key_figures.html",
        group=_DATA,
    )  # fmt: skip
    table = TableBlock(group=_DATA)
    chart = ChartBlock(group=_DATA)
    formula = FormulaBlock(group=_DATA)
    timeline = TimelineBlock(group=_DATA)
    expert = ExpertBlock(group=_THINGS)
    paper = PaperBlock(group=_THINGS)
    event = EventBlock(group=_THINGS)

    def to_python(self, value: Any) -> Any:
        """The body as stored, its choices read together."""
        made = super().to_python(value)
        if type(made) is StreamValue and made.is_lazy:
            return StoryStream(self, list(made._raw_data), is_lazy=True)
        return made
