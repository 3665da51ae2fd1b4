"""The organisation's part of the public interface: the units, and the token that programs show."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from scicomm.core.api import ApiProblem, summary_of, words
from scicomm.core.api import later as _
from scicomm.organisation.actions import note_token_use
from scicomm.organisation.models import ApiToken, Unit
from scicomm.organisation.permissions import token_of
from scicomm.organisation.schemas import UnitOut, UnitsOut

router = Router(tags=["units"])


class Token(HttpBearer):
    """A token in the header Authorization (RFC 6750); the person it acts for becomes the user of the request."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_of(token)
        if found is not None:
            note_token_use(found)
            request.user = found.user
        return found


def _unit(unit: Unit, slugs: dict[str, str]) -> UnitOut:
    return UnitOut(
        slug=unit.slug,
        name=words(unit.name_zh, unit.name_en),
        kind=words(unit.kind.name_zh, unit.kind.name_en),
        parent=slugs.get(unit.path[: -Unit.steplen]),
        description=words(unit.description_zh, unit.description_en),
        url=f"{settings.SITE_URL}/{unit.slug}/" if unit.depth > 1 else f"{settings.SITE_URL}/",
    )


def _units() -> list[UnitOut]:
    units = list(Unit.objects.filter(is_active=True).select_related("kind").order_by("path"))
    slugs = {unit.path: unit.slug for unit in units}
    return [_unit(unit, slugs) for unit in units]


@router.get(
    "/units", response={200: UnitsOut, **summary_of()}, url_name="units", operation_id="listUnits",
    summary=_("Units of the organisation"),
)  # fmt: skip
def units(request: HttpRequest) -> Any:
    return {"items": _units()}


@router.get(
    "/units/{slug:slug}", response={200: UnitOut, **summary_of(404)}, url_name="unit", operation_id="getUnit",
    summary=_("One unit"),
)  # fmt: skip
def unit(request: HttpRequest, slug: str) -> Any:
    found = next((unit for unit in _units() if unit.slug == slug), None)
    if found is None:
        raise ApiProblem("not-found")
    return found
