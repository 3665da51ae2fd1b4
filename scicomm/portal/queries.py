"""Reads for the public frame and pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from scicomm.organisation.models import Unit


def site_names() -> dict[str, Any]:
    """The academy's name and the strap line beside the mark."""
    root = Unit.objects.filter(depth=1).first()
    return {"academy_name": root.name if root else "SciComm", "academy_tag": _("Science communication")}


def navigation(path: str) -> list[dict[str, Any]]:
    """The main navigation, with the current section marked."""
    return []
