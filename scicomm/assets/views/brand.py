"""Brand kits: their public pages, and the desk where they are kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.assets import actions, permissions
from scicomm.assets.forms.brand import BrandForm, ColourRows, FileRows, rows_of
from scicomm.assets.models import Asset, BrandKit
from scicomm.assets.queries import look_of, units_with_kits
from scicomm.assets.views.shared import alternates
from scicomm.organisation.models import Unit


@require_safe
def kits(request: HttpRequest) -> HttpResponse:
    """The units that say how they look."""
    units = units_with_kits(signed_in=request.user.is_authenticated)
    return render(request, "assets/brands.html", {"units": units, **alternates(reverse("assets:brands"))})


@require_safe
def kit(request: HttpRequest, slug: str) -> HttpResponse:
    """How a unit looks: its own kit, and what it takes over from above."""
    unit = get_object_or_404(Unit, slug=slug, is_active=True)
    look = look_of(unit, signed_in=request.user.is_authenticated)
    if not (look.swatches or look.logos or look.templates or look.rules or look.type):
        raise Http404
    path = reverse("assets:brand", args=[slug])
    response = render(request, "assets/brand.html", {"look": look, **alternates(path)})
    if not look.is_public:
        response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The units whose kit one keeps."""
    units = list(permissions.brand_units(request.user).select_related("brand_kit").order_by("path")[:200])
    return render(request, "assets/desk/brands.html", {"page_title": _("Brand kits"), "units": units})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a kit: texts, colours, logos and templates."""
    unit = permissions.get_brand_unit_for(request.user, slug)
    found = BrandKit.objects.prefetch_related("colours", "files").filter(unit=unit).first()
    data = request.POST or None
    form = BrandForm(data, instance=found or BrandKit(unit=unit))
    colours = ColourRows(data, prefix="colours", initial=_colours(found))
    own = Asset.objects.filter(unit=unit).select_related("image", "document", "recording").order_by("-pk")
    files = FileRows(data, prefix="files", initial=_files(found), form_kwargs={"assets": own})
    if request.method == "POST" and all([form.is_valid(), colours.is_valid(), files.is_valid()]):
        try:
            actions.save_brand_kit(
                unit, values=form.cleaned_data, colours=rows_of(colours), files=rows_of(files), acting_user=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("assets_brands")
    context = {
        "page_title": _("How %(unit)s looks") % {"unit": unit.short_name},
        "unit": unit,
        "form": form,
        "colours": colours,
        "files": files,
        "has_assets": own.exists(),
    }
    return render(request, "assets/desk/brand.html", context)


def _colours(found: BrandKit | None) -> list[dict[str, object]]:
    rows = found.colours.all() if found else ()
    return [
        {"hex": row.hex, "name_zh": row.name_zh, "name_en": row.name_en, "ORDER": n} for n, row in enumerate(rows, 1)
    ]


def _files(found: BrandKit | None) -> list[dict[str, object]]:
    rows = found.files.all() if found else ()
    return [
        {"kind": row.kind, "asset": row.asset_id, "use_zh": row.use_zh, "use_en": row.use_en, "ORDER": n}
        for n, row in enumerate(rows, 1)
    ]
