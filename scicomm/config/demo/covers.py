"""Draws the covers that the first page shows, so that its first reader does not wait; all others are drawn when seen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scicomm.assets.rules.covers import FORMULAS, formula_for
from scicomm.assets.templatetags.covers import kept_cover
from scicomm.core.progress import ProgressSink
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.rules import cover_seed

FIRST_PAGE = 14


def draw(progress: ProgressSink) -> None:
    """Draw and keep the covers of the newest stories in each language; the same paper has one cover."""
    newest = Dossier.objects.public().select_related("story", "article").order_by("-published_at", "-pk")
    wanted = {}
    for dossier in newest[: 2 * FIRST_PAGE]:
        seed = cover_seed(dossier.article.doi if dossier.article else "", dossier.story.slug)
        formula = dossier.story.cover_formula
        wanted[seed] = formula if formula in FORMULAS else formula_for(seed, ())
    with progress.task(_("Covers"), total=len(wanted)) as bar:
        for seed, formula in bar.track(wanted.items()):
            kept_cover(formula, seed)
