"""Template tags that put a drawn cover or its formula on a page, and keep drawings as files; nothing is drawn here."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from scicomm.assets.rules.covers import FORMULAS, PIGMENTS, cover_svg, drawing_version, formula_for, pigment_for
from scicomm.assets.rules.formula_labels import FORMULA_LABELS

register = template.Library()
logger = logging.getLogger(__name__)

RATIOS = {"", "square", "wide", "photo"}


def _kept_at(formula: str, seed: str) -> Path:
    """The file of one drawing; another seed, formula or version of the drawing code is another file."""
    name = hashlib.sha256(seed.encode()).hexdigest()[:20]
    return Path(settings.SCICOMM_HOME) / "covers" / f"{formula}-{name}-{drawing_version()}.svg"


def _keep(file: Path, drawing: str) -> None:
    """Write the whole file or none of it: two pages may draw the same cover at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".drawing-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(drawing)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def kept_cover(formula: str, seed: str) -> str:
    """The drawing from its file, or drawn now and kept. A disk that refuses costs time, never the page."""
    file = _kept_at(formula, seed)
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        drawing = cover_svg(formula, seed)
    try:
        _keep(file, drawing)
    except OSError as problem:
        logger.warning("A drawn cover could not be kept in %s: %s", file.parent, problem)
    return drawing


@register.simple_tag
def cover(
    seed: object,
    formula: str | None = "",
    pigment: str | None = "",
    ratio: str = "",
    alt: str = "",
    subjects: Iterable[str] = (),
) -> SafeString:
    """A drawn cover: `{% cover story.doi %}` or `{% cover seed "turing" "malachite" ratio="wide" alt="..." %}`.

    Formula and pigment come from the seed when they are empty or unknown; `ratio` is square, wide, photo or nothing
    (16 : 10). With `alt` the picture carries the story and has a name; without, it is decoration.
    """
    words = str(seed or "scicomm")
    formula = formula if formula in FORMULAS else formula_for(words, subjects or ())
    pigment = pigment if pigment in PIGMENTS else pigment_for(words)
    shape = f" art--{ratio}" if ratio in RATIOS - {""} else ""
    role = format_html(' role="img" aria-label="{}"', alt) if alt else mark_safe("")
    # our own drawing: digits, classes and path data, nothing from a user
    drawing = mark_safe(kept_cover(str(formula), words))
    return format_html('<div class="art art--{}{}"{}>{}</div>', pigment, shape, role, drawing)


@register.simple_tag
def formula_label(seed: object, formula: str | None = "", subjects: Iterable[str] = ()) -> SafeString:
    """The formula of the cover and the line that says what is seen; give it what `{% cover %}` was given."""
    name = formula if formula in FORMULAS else formula_for(str(seed or "scicomm"), subjects or ())
    label = FORMULA_LABELS[str(name)]
    # MathML of our own rules module
    return format_html('<span class="formula-label">{} {}</span>', mark_safe(label.mathml), label.line)


@register.simple_tag
def cover_names() -> list[str]:
    """The names of all formulas, for the gallery."""
    return list(FORMULAS)
