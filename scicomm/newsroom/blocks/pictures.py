"""Blocks of pictures: one, several, and two to compare."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from scicomm.newsroom.blocks.choosers import PictureChooser


class PictureValue(blocks.StructValue):
    """A picture in a story, with the words that stand for it there."""

    @property
    def alternative(self) -> str:
        """What the picture shows: as this story says it, else as the picture's own record does, in the reader's language."""
        image: Any = self.get("image")
        if self.get("alt"):
            return str(self["alt"])
        if image is None:
            return ""
        own = (image.alt_en, image.alt_zh) if (get_language() or "").startswith("en") else (image.alt_zh, image.alt_en)
        return next((words for words in own if words), "")

    @property
    def credit_line(self) -> str:
        """Whose picture it is: the story's own words first."""
        image: Any = self.get("image")
        return str(self.get("credit") or (image.credit if image else "") or "")


class FigureBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = PictureChooser(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)
    credit = blocks.CharBlock(
        label=_("credit"), max_length=160, required=False, help_text=_("Empty: as the picture's own record says.")
    )
    alt = blocks.CharBlock(
        label=_("what it shows"),
        max_length=300,
        required=False,
        help_text=_("For those who cannot see it. Empty: as the picture's own record says."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/figure.html"
        value_class = PictureValue


class ShownBlock(blocks.StructBlock):
    """One picture of several."""

    image = PictureChooser(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)
    alt = blocks.CharBlock(label=_("what it shows"), max_length=300, required=False)

    class Meta:
        value_class = PictureValue


class GalleryBlock(blocks.StructBlock):
    """Pictures beside or below each other; a comic stands below each other, in reading order."""

    layout = blocks.ChoiceBlock(
        label=_("arrangement"),
        choices=[("grid", _("side by side")), ("strip", _("one below the other"))],
        default="grid",
    )
    pictures = blocks.ListBlock(ShownBlock(label=_("Picture")), label=_("pictures"), min_num=2, max_num=40)
    caption = blocks.CharBlock(label=_("caption of all"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "newsroom/blocks/gallery.html"


class BeforeAfterBlock(blocks.StructBlock):
    """Two pictures of one thing. They stand side by side; with a script they lie on each other behind a slider."""

    before = ShownBlock(label=_("before"))
    after = ShownBlock(label=_("after"))
    caption = blocks.CharBlock(label=_("what changed"), max_length=300, required=False)

    class Meta:
        icon = "arrows-up-down"
        label = _("Before and after")
        template = "newsroom/blocks/before_after.html"
