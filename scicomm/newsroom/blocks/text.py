"""Blocks of words: lists, quotes, callouts, questions with answers, terms, and what is not known yet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from scicomm.newsroom.blocks.choosers import TermChooser

INLINE = ["bold", "italic", "link", "superscript", "subscript"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("words"))
    who = blocks.CharBlock(label=_("who says it"), max_length=120)
    role = blocks.CharBlock(label=_("what they are"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "newsroom/blocks/quote.html"


class PointsBlock(blocks.StructBlock):
    """A list, counted or not."""

    ordered = blocks.BooleanBlock(label=_("numbered"), required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label=_("points"), min_num=1, max_num=40)

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "newsroom/blocks/list.html"


class CalloutBlock(blocks.StructBlock):
    """Something set apart from the flow: background, a method, a warning."""

    tone = blocks.ChoiceBlock(
        label=_("what it is"),
        choices=[("background", _("Background")), ("method", _("How it was done")), ("warning", _("Take care"))],
        default="background",
    )
    title = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("text"), features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "newsroom/blocks/callout.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["heading"] = value.get("title") or dict(self.child_blocks["tone"].field.choices).get(
            value.get("tone"), ""
        )
        return context


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("answer"), features=[*INLINE, "ul", "ol"])
    who = blocks.CharBlock(label=_("who answers"), max_length=120, required=False)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "newsroom/blocks/question.html"


class TermBlock(blocks.StructBlock):
    """A term of the house with its definition; the definition is kept in one place and is the same in every story."""

    term = TermChooser(label=_("term"))

    class Meta:
        icon = "openquote"
        label = _("Term explained")
        template = "newsroom/blocks/term.html"


class UnknownsBlock(blocks.ListBlock):
    """What is not known yet, point by point."""

    def __init__(self, **kwargs: Any) -> None:
        point = blocks.CharBlock(label=_("not known yet"), max_length=400)
        super().__init__(point, **{"min_num": 1, "max_num": 8, **kwargs})

    class Meta:
        icon = "help"
        label = _("What we do not know yet, point by point")
        template = "newsroom/blocks/unknowns.html"
