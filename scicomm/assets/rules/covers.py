"""Which formula and which pigment a seed gets, and the finished drawing; no files and no words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from scicomm.assets.rules import birth_tree, figures, reliefs
from scicomm.assets.rules.geometry import HEIGHT, WIDTH

FORMULAS: dict[str, Callable[[str], str]] = {
    "turing": reliefs.turing,
    "moire": figures.moire,
    "orbit": figures.orbit,
    "spectrum": figures.spectrum,
    "tree": birth_tree.tree,
    "wave": figures.wave,
    "tokamak": reliefs.tokamak,
    "field": reliefs.field,
    "phyllo": figures.phyllo,
    "rays": figures.rays,
    "chladni": reliefs.chladni,
}
"""Every formula by its name: a seed in, the inside of an 800 x 500 SVG out."""

PIGMENTS = (
    "azurite",
    "malachite",
    "soot",
    "ochre",
    "azurite-pale",
    "malachite-pale",
    "ochre-pale",
    "shell",
)
"""Grounds a drawing may stand on; tokens.css gives each its two inks."""

_BY_DISCIPLINE: dict[str, tuple[str, ...]] = {
    "110": ("chladni", "phyllo", "field"),
    "120": ("moire", "field", "wave"),
    "130": ("chladni", "field", "tokamak"),
    "140": ("wave", "spectrum", "tokamak", "moire"),
    "150": ("spectrum", "turing", "moire"),
    "160": ("orbit", "spectrum"),
    "170": ("rays", "field"),
    "180": ("turing", "tree", "phyllo"),
    "190": ("wave", "field"),
    "210": ("phyllo", "turing"),
    "220": ("tree", "phyllo"),
    "230": ("tree", "turing"),
    "240": ("wave", "turing"),
    "310": ("turing", "tree"),
    "320": ("turing", "wave"),
    "330": ("tree", "field"),
    "350": ("turing", "spectrum"),
    "360": ("phyllo", "tree"),
    "420": ("field", "rays"),
    "430": ("moire", "chladni"),
    "440": ("rays", "field"),
    "460": ("chladni", "rays"),
    "470": ("tokamak", "field"),
    "480": ("tokamak", "rays"),
    "490": ("tokamak", "spectrum"),
    "510": ("wave", "moire"),
    "520": ("moire", "field"),
    "530": ("turing", "spectrum"),
    "560": ("chladni", "rays"),
    "570": ("field", "rays"),
    "590": ("orbit", "field"),
    "610": ("turing", "field"),
}
"""Formulas at home in a discipline, by GB/T 13745-2009 first-level code; a code not named here may get any formula."""


def _number(seed: str, purpose: str) -> int:
    """A number from the seed, independent for each purpose."""
    return int.from_bytes(hashlib.sha256(f"{purpose}:{seed}".encode()).digest()[:8], "big")


def formula_for(seed: str, subjects: Iterable[str] = ()) -> str:
    """The formula of a seed: one at home in the subjects (GB/T 13745 codes of any length), else any of the eleven."""
    fitting: list[str] = []
    for subject in subjects:
        fitting += [name for name in _BY_DISCIPLINE.get(str(subject)[:3], ()) if name not in fitting]
    choice = fitting or list(FORMULAS)
    return choice[_number(seed, "formula") % len(choice)]


def pigment_for(seed: str) -> str:
    """The pigment of a seed, so that a page of stories is not all one colour."""
    return PIGMENTS[_number(seed, "pigment") % len(PIGMENTS)]


def cover_svg(formula: str, seed: str) -> str:
    """The drawing as an SVG element of 800 x 500 units with classes a1, a2, a3 and no colours, under 45 kB.

    The picture is decoration and hidden from assistive technology; a page that lets it carry the story names it on
    the element around it. Raises KeyError for a formula that does not exist.
    """
    body = FORMULAS[formula](seed)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" '
        f'focusable="false">{body}</svg>'
    )


@cache
def drawing_version() -> str:
    """Eight characters that change whenever the code that draws changes; part of the name of a kept drawing."""
    source = hashlib.sha256()
    for module in ("geometry", "reliefs", "figures", "birth_tree", "covers"):
        source.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    return source.hexdigest()[:8]
