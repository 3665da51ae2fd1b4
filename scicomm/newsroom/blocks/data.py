"""Blocks of numbers: key figures, tables and charts from pasted cells, formulas, what happened when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from scicomm.newsroom.rules import is_safe_mathml
from scicomm.newsroom.rules.charts import ChartData, read_chart
from scicomm.newsroom.rules.tables import TableData, WrongTable, read_table

PASTE = _("Copy the cells in your spreadsheet and paste them here.")


def table_words(error: WrongTable) -> str:
    """What is wrong with pasted cells, for the person who pasted them."""
    words = {
        "empty": gettext("There are no rows here."),
        "empty_chart": gettext("A chart needs a head row, and rows with a label and a number each."),
        "unreadable": gettext("These cells cannot be read. Copy them again from the spreadsheet."),
        "too_many_rows": gettext("There are %(found)s rows; at most %(most)s can be shown."),
        "too_many_columns": gettext("There are %(found)s columns; at most %(most)s can be shown."),
        "too_many_series": gettext(
            "There are %(found)s columns of numbers; this kind of chart shows %(most)s at most."
        ),
        "uneven": gettext("Row %(row)s has %(found)s cells, the first has %(wanted)s."),
        "long_cell": gettext("A cell of row %(row)s is longer than %(most)s characters."),
        "not_a_number": gettext("Row %(row)s: “%(cell)s” is not a number."),
        "not_rising": gettext("Row %(row)s: “%(cell)s” comes after a higher value; sort the rows."),
    }[error.code]
    return words % {"row": error.row, **error.values}


class KeyFigureBlock(blocks.StructBlock):
    """One number and what it counts."""

    value = blocks.CharBlock(label=_("number"), max_length=30)
    label = blocks.CharBlock(label=_("what it counts"), max_length=80)


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


class TableValue(blocks.StructValue):
    """Pasted cells that are a table; `table` is None where stored cells cannot be read any more."""

    @property
    def table(self) -> TableData | None:
        try:
            return read_table(self.get("cells") or "", header_row=bool(self.get("header_row")))
        except WrongTable:
            return None


class TableBlock(blocks.StructBlock):
    """A table pasted from a spreadsheet."""

    caption = blocks.CharBlock(label=_("what the table shows"), max_length=300)
    cells = blocks.TextBlock(label=_("cells"), rows=8, help_text=PASTE)
    header_row = blocks.BooleanBlock(label=_("the first row names the columns"), required=False, default=True)
    header_column = blocks.BooleanBlock(label=_("the first column names the rows"), required=False, default=True)
    source = blocks.CharBlock(label=_("source"), max_length=200, required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "newsroom/blocks/table.html"
        value_class = TableValue

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        try:
            read_table(value["cells"], header_row=bool(value["header_row"]))
        except WrongTable as error:
            raise blocks.StructBlockValidationError({"cells": ValidationError(table_words(error))}) from error
        return value


class ChartValue(blocks.StructValue):
    """Pasted cells that are a chart; `data` is None where stored cells cannot be read any more."""

    @property
    def data(self) -> ChartData | None:
        try:
            return read_chart(self.get("kind") or "bar", self.get("cells") or "")
        except WrongTable:
            return None


class ChartBlock(blocks.StructBlock):
    """A chart drawn on the server from pasted cells, with the table behind it."""

    kind = blocks.ChoiceBlock(
        label=_("kind of chart"),
        choices=[
            ("bar", _("bars")), ("line", _("lines")), ("area", _("an area")), ("scatter", pgettext_lazy("chart", "points")),
        ],
        default="bar",
    )  # fmt: skip
    title = blocks.CharBlock(label=_("what the chart says"), max_length=200, help_text=_("The finding, as a sentence."))
    unit = blocks.CharBlock(label=_("unit of the numbers"), max_length=60, required=False)
    cells = blocks.TextBlock(
        label=_("cells"), rows=8,
        help_text=_("Paste from a spreadsheet: a head row, then in each row a label and its numbers."),
    )  # fmt: skip
    highlight = blocks.CharBlock(
        label=_("what to look at"), max_length=80, required=False, help_text=_("The name of one bar or one line.")
    )
    source = blocks.CharBlock(label=_("source"), max_length=200, required=False)

    class Meta:
        icon = "table"
        label = _("Chart")
        template = "newsroom/blocks/chart.html"
        value_class = ChartValue

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        try:
            data = read_chart(value["kind"], value["cells"])
        except WrongTable as error:
            raise blocks.StructBlockValidationError({"cells": ValidationError(table_words(error))}) from error
        names = data.labels if data.kind == "bar" else [one.name for one in data.series]
        if value["highlight"] and value["highlight"] not in names:
            words = gettext("There is nothing of this name in the cells.")
            raise blocks.StructBlockValidationError({"highlight": ValidationError(words)})
        return value


class MomentBlock(blocks.StructBlock):
    """One entry of a timeline."""

    when = blocks.CharBlock(label=_("when"), max_length=60)
    what = blocks.CharBlock(label=_("what happened"), max_length=160)
    text = blocks.TextBlock(label=_("more"), rows=2, required=False)


class TimelineBlock(blocks.StructBlock):
    """What happened when, in its order."""

    title = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    moments = blocks.ListBlock(MomentBlock(label=_("Moment")), label=_("moments"), min_num=1, max_num=40)

    class Meta:
        icon = "history"
        label = _("Timeline")
        template = "newsroom/blocks/timeline.html"
