"""What the platforms' pure halves share: an editor's words or our own, cut to fit, and the problems that are said about them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from scicomm.channels.rules.counting import Measure, shorten
from scicomm.channels.rules.packages import Problem, Severity


def edited(edits: Mapping[str, str], name: str) -> str:
    """What an editor wrote for a field of this channel; empty where nothing was written."""
    return edits.get(name, "").replace("\r\n", "\n").strip()


def too_long(where: str, length: int, most: int) -> Problem:
    """Somebody's own words are too long: we do not cut them, they do."""
    words = _("Too long for this platform: %(length)d characters of at most %(most)d.") % {
        "length": length,
        "most": most,
    }
    return Problem("too_long", Severity.ERROR, words, where)


def was_cut(where: str, length: int, most: int) -> Problem:
    """Our own text was cut; an editor may want to write a better one."""
    words = _("Cut to fit: %(length)d characters of at most %(most)d. Better write a shorter one for this channel.") % {
        "length": length,
        "most": most,
    }
    return Problem("was_cut", Severity.WARNING, words, where)


def fitted(
    own: str, fallback: str, most: int, where: str, measure: Measure = len, *, tells: bool = True
) -> tuple[str, list[Problem]]:
    """An editor's words as they are, with an error where they are too long; or ours, cut, with a warning where `tells`."""
    if own:
        return own, [too_long(where, measure(own), most)] if measure(own) > most else []
    text = shorten(fallback, most, measure)
    return text, [was_cut(where, measure(fallback), most)] if tells and text != fallback else []


def missing(where: str) -> Problem:
    """Nothing to say where something must be said."""
    return Problem("empty", Severity.ERROR, _("There is nothing to say here."), where)
