"""Which of a story's pictures go to a platform, and in what form; pure decisions, no bytes here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from scicomm.channels.rules.packages import Picture, Problem, Severity

_NAMES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class PictureRule:
    """What a platform takes: MIME types, bytes, the longest side, width and height together (0: no bound), the greatest ratio."""

    mimes: tuple[str, ...]
    most_bytes: int
    most_side: int
    most_sides: int = 0
    most_ratio: float = 0

    @property
    def formats(self) -> tuple[str, ...]:
        """The same types by Pillow's names."""
        return tuple(_NAMES[mime] for mime in self.mimes)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size that a picture of this size gets: the same, or scaled down, at least one pixel each way."""
        scale = min(1.0, self.most_side / max(width, height, 1))
        if self.most_sides:
            scale = min(scale, self.most_sides / max(width + height, 1))
        return max(1, int(width * scale)), max(1, int(height * scale))

    def takes_shape(self, width: int, height: int) -> bool:
        """Whether the ratio of the sides is allowed."""
        longer, shorter = max(width, height), max(1, min(width, height))
        return not self.most_ratio or longer / shorter <= self.most_ratio

    def asked(self, picture: Picture) -> Picture:
        """The picture as it will be handed over: a type that is taken, scaled down."""
        width, height = self.size(picture.width, picture.height)
        mime = picture.mime if picture.mime in self.mimes else "image/jpeg"
        return replace(picture, mime=mime, width=width, height=height)


def chosen(
    pictures: Iterable[Picture], rule: PictureRule, most: int
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """The pictures that go, the cover first, and a warning for each that may not go or that the platform cannot take."""
    going: list[Picture] = []
    problems: list[Problem] = []
    for picture in sorted(pictures, key=lambda picture: not picture.is_cover):
        why = picture.problem or _shape_problem(picture, rule)
        if why:
            problems.append(left_out(picture, why))
        elif len(going) < most:
            going.append(rule.asked(picture))
    return tuple(going), tuple(problems)


def left_out(picture: Picture, why: str) -> Problem:
    """The warning about a picture that does not go along."""
    words = _("The picture “%(name)s” does not go along: %(why)s") % {
        "name": picture.alt or picture.caption or picture.key,
        "why": why,
    }
    return Problem("picture_left_out", Severity.WARNING, words, f"picture:{picture.key}")


def _shape_problem(picture: Picture, rule: PictureRule) -> str:
    if picture.width and picture.height and not rule.takes_shape(picture.width, picture.height):
        return _("it is too long and thin for this platform.")
    return ""
