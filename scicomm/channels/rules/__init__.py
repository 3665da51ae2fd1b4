"""Pure decisions of the channels: absolute addresses and lasting names; no database, no clock."""

from scicomm.channels.rules.words import absolute, entry_id, one_line, xml_text

__all__ = [
    "absolute",
    "entry_id",
    "one_line",
    "xml_text",
]
