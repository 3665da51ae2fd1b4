"""What the desk's page of a case is made of beside its own forms: panels, each made by a function in the file of its noun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from scicomm.responses.models import Case


@dataclass(frozen=True)
class Panel:
    """One panel: its template, which gets `panel`; first, beside the case, or below it."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    beside: bool = False
    first: bool = False
    title: str = ""
    anchor: str = ""


PanelMaker = Callable[[HttpRequest, Case], Panel | None]
PANELS: list[PanelMaker] = []


def panels_of(request: HttpRequest, case: Case) -> list[Panel]:
    """The panels that have something to say to this user about this case."""
    return [panel for maker in PANELS if (panel := maker(request, case)) is not None]
