"""In which shapes, widths and formats pages show a picture; which of them exist is not known here.

A shape has one or more cuts: a phone sees another cut of a story's cover than a wide screen. Cuts keep the focal point, because
they are Wagtail's `fill`. Browsers take the first format they know: AVIF, WebP, else JPEG.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMATS = (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg"))


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut: for which screens, its ratio (0 by 0: uncut), and its widths in pixels, smallest first."""

    media: str
    across: int
    down: int
    widths: tuple[int, ...]

    def spec(self, width: int, form: str) -> str:
        """The filter of Wagtail's renditions."""
        size = f"fill-{width}x{round(width * self.down / self.across)}" if self.across else f"width-{width}"
        return f"{size}|format-{form}"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a picture is shown: its cuts, the last one for any screen, and how wide it stands on the page."""

    cuts: tuple[Cut, ...]
    sizes: str

    def specs(self) -> list[str]:
        return [cut.spec(width, form) for cut in self.cuts for form, _type in FORMATS for width in cut.widths]


SHAPES: dict[str, Shape] = {
    "": Shape((Cut("", 16, 10, (480, 960)),), "(max-width: 40rem) 7rem, (max-width: 60rem) 46vw, 25rem"),
    "square": Shape((Cut("", 1, 1, (240,)),), "7rem"),
    "photo": Shape((Cut("", 3, 2, (480, 960)),), "(max-width: 60rem) 92vw, 38rem"),
    "wide": Shape(
        (Cut("(min-width: 60rem)", 21, 8, (1200, 1920)), Cut("", 4, 3, (480, 960))), "(min-width: 78rem) 75rem, 92vw"
    ),
    "figure": Shape((Cut("", 0, 0, (640, 1280)),), "(min-width: 60rem) 48rem, 92vw"),
}
COVER_SHAPES = ("", "square", "wide")
COVER_SPECS = tuple(spec for name in COVER_SHAPES for spec in SHAPES[name].specs())
FIGURE_SPECS = tuple(SHAPES["figure"].specs())
# What a page has to have to show a picture at all; the rest is made by the worker.
FALLBACK = "jpeg"
