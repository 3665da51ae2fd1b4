"""The parts a story's body is made of; how they look is in templates/newsroom/blocks."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from scicomm.newsroom.rules import is_safe_mathml

INLINE = ["bold", "italic", "link", "superscript", "subscript"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("words"))
    who = blocks.CharBlock(label=_("who says it"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "newsroom/blocks/quote.html"


class KeyFigureBlock(blocks.StructBlock):
    """One number and what it counts."""

    value = blocks.CharBlock(label=_("number"), max_length=30)
    label = blocks.CharBlock(label=_("what it counts"), max_length=80)


class FigureBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = ImageChooserBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/figure.html"


class FormulaBlock(blocks.StructBlock):
    """A formula as MathML, with a sentence that says what it states."""

    mathml = blocks.TextBlock(label=_("MathML"))
    caption = blocks.CharBlock(label=_("in words"), max_length=300, required=False)

    class Meta:
        icon = "code"
        label = _("Formula")
        template = "newsroom/blocks/formula.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if not is_safe_mathml(value["mathml"]):
            raise blocks.StructBlockValidationError(
                {"mathml": ValidationError(_("Only MathML elements can stand here, in one <math> element."))}
            )
        return value


class StoryBody(blocks.StreamBlock):
    """A story's body."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=120, icon="title", template="newsroom/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=[*INLINE, "ul", "ol"], icon="pilcrow", template="newsroom/blocks/paragraph.html"
    )
    quote = QuoteBlock()
    key_figures = blocks.ListBlock(
        KeyFigureBlock(), label=_("Key figures"), icon="order", max_num=4, template="newsroom/blocks/key_figures.html"
    )
    figure = FigureBlock()
    formula = FormulaBlock()
    why = blocks.TextBlock(label=_("Why it matters"), icon="info-circle", template="newsroom/blocks/why.html")
    unknown = blocks.TextBlock(label=_("What we do not know yet"), icon="help", template="newsroom/blocks/unknown.html")
