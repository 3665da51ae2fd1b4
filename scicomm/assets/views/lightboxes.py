"""Lightboxes: one's own, and those that others show by a link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.assets import actions, permissions
from scicomm.assets.enums.delivery import Way
from scicomm.assets.forms.delivery import CollectForm, DownloadForm, LightboxForm, ShareForm, UnlockForm
from scicomm.assets.models import LightboxShare
from scicomm.assets.queries.bank import credit_line
from scicomm.assets.queries.files import sizes_for
from scicomm.assets.queries.iiif import NotReady, source_of, tile
from scicomm.assets.queries.lightboxes import ShownItem, items_of, lightboxes_with_counts, live_share, shown_to_guests
from scicomm.assets.queries.manifests import outside
from scicomm.assets.rules.iiif import read_plan
from scicomm.assets.rules.iiif_pixels import NotAPicture
from scicomm.assets.rules.links import link_digest
from scicomm.assets.views.bank import shown_asset
from scicomm.assets.views.shared import refused, sent_file, too_many

PER_PAGE = 24
SHOWN_EDGE = 1200
UNLOCKED = "assets.lightbox.unlocked"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own lightboxes, and a new one."""
    form = LightboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_lightbox(acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("assets:lightbox", made.pk)
    rows = lightboxes_with_counts(permissions.lightboxes_for(request.user))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_make = permissions.lightbox_unit(request.user) is not None
    return render(
        request, "assets/lightboxes.html", {"page": page, "form": form, "may_make": may_make, "robots": "noindex"}
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One lightbox with what it holds, its order, its links."""
    box = permissions.get_lightbox_for(request.user, pk)
    if request.method == "POST":
        _arrange(request, box)
        messages.success(request, _("Saved."))
        return redirect("assets:lightbox", pk)
    context = {
        "box": box,
        "items": items_of(box),
        "shares": box.shares.all()[:40],
        "share_form": ShareForm(),
        "robots": "noindex",
    }
    return render(request, "assets/lightbox.html", context)


def _arrange(request: HttpRequest, box: Any) -> None:
    """Places, notes and removals, as the rows of the page name them; title and note of the lightbox."""
    items, removed = [], []
    for key in request.POST:
        value = str(request.POST.get(key, ""))
        name, _dash, number = key.partition("-")
        if name == "remove" and number.isdigit():
            removed.append(int(number))
        elif name == "place" and number.isdigit():
            place = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 99_999
            items.append((int(number), place, request.POST.get(f"note-{number}", "")))
    actions.arrange(box, items=items, removed=removed, acting_user=request.user)
    form = LightboxForm(request.POST)
    if form.is_valid():
        actions.change_lightbox(box, acting_user=request.user, **form.cleaned_data)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an asset into a lightbox."""
    asset, _door = shown_asset(request, pk)
    boxes = permissions.lightboxes_for(request.user)
    form = CollectForm(request.POST or None, lightboxes=boxes)
    if request.method == "POST" and form.is_valid():
        box = form.cleaned_data["lightbox"]
        try:
            box = box or actions.make_lightbox(title=form.cleaned_data["title"], acting_user=request.user)
            actions.collect(box, asset, acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("assets:lightbox", box.pk)
    return render(request, "assets/collect.html", {"asset": asset, "form": form, "robots": "noindex"})


@never_cache
@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    actions.delete_lightbox(permissions.get_lightbox_for(request.user, pk), acting_user=request.user)
    messages.success(request, _("The lightbox and its links are gone; the assets stay."))
    return redirect("assets:lightboxes")


@never_cache
@login_required
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """A link that ends; shown once."""
    box = permissions.get_lightbox_for(request.user, pk)
    form = ShareForm(request.POST)
    context: dict[str, Any] = {"box": box, "items": items_of(box), "shares": box.shares.all()[:40], "robots": "noindex"}
    if form.is_valid():
        made, secret = actions.share_lightbox(box, acting_user=request.user, **form.cleaned_data)
        context |= {
            "new_link": outside(reverse("assets:shared", args=[secret])),
            "new_share": made,
            "share_form": ShareForm(),
        }
        return render(request, "assets/lightbox.html", context)
    return render(request, "assets/lightbox.html", {**context, "share_form": form})


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = permissions.get_share_for(request.user, pk)
    actions.revoke_share(found, acting_user=request.user)
    messages.success(request, _("The link does not work any more."))
    return redirect("assets:lightbox", found.lightbox_id)


# ---------------------------------------------------------------- behind a link


def _share(request: HttpRequest, token: str) -> LightboxShare:
    found = live_share(link_digest(token))
    if found is None:
        raise Http404
    return found


def _is_unlocked(request: HttpRequest, found: LightboxShare) -> bool:
    """A changed password locks again: the cookie is signed with it."""
    if not found.password:
        return True
    return request.get_signed_cookie(f"lightbox-{found.pk}", default="", salt=f"{UNLOCKED}{found.password}") == "yes"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows: everything that may be shown, with its notes."""
    found = live_share(link_digest(token))
    if found is None:
        return render(request, "assets/link_over.html", {"robots": "noindex"}, status=404)
    if not _is_unlocked(request, found):
        return _unlock(request, token, found)
    actions.note_opened(found)
    context = {
        "box": found.lightbox,
        "share": found,
        "token": token,
        "items": shown_to_guests(found.lightbox),
        "robots": "noindex",
    }
    if not found.password:
        context["manifest_url"] = reverse("delivery:lightbox_manifest", args=[token])
    response = render(request, "assets/shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _unlock(request: HttpRequest, token: str, found: LightboxShare) -> HttpResponse:
    form = UnlockForm(request.POST or None)
    if request.method == "POST":
        if too_many(request, f"unlock-{found.pk}", limit=10, seconds=900):
            return refused(request)
        if form.is_valid() and check_password(form.cleaned_data["password"], found.password):
            response = redirect("assets:shared", token)
            response.set_signed_cookie(
                f"lightbox-{found.pk}", "yes", salt=f"{UNLOCKED}{found.password}", max_age=86_400, httponly=True,
                samesite="Lax", secure=request.is_secure(),
            )  # fmt: skip
            return response
        form.add_error("password", _("This is not the password."))
    return render(request, "assets/unlock.html", {"form": form, "robots": "noindex"})


def _guest_item(request: HttpRequest, token: str, item: int) -> tuple[LightboxShare, ShownItem]:
    found = _share(request, token)
    shown = next((shown for shown in shown_to_guests(found.lightbox) if shown.item.pk == item), None)
    if shown is None or not _is_unlocked(request, found):
        raise Http404
    return found, shown


@never_cache
@require_safe
def picture(request: HttpRequest, token: str, item: int) -> HttpResponse:
    """A picture of a shared lightbox, as large as a page shows it."""
    _found, shown = _guest_item(request, token, item)
    recording = shown.asset.recording
    image = shown.asset.image or (recording.poster if recording is not None else None)
    if image is None:
        raise Http404
    try:
        source = source_of(image).reduced(SHOWN_EDGE)
        plan = read_plan("full", "max", "0", "default", "jpg", width=source.width, height=source.height)
        data = tile(source, plan)
    except (NotAPicture, NotReady, OSError) as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/jpeg")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, token: str, item: int) -> HttpResponseBase:
    """A file of a shared lightbox, where its link lets."""
    found, shown = _guest_item(request, token, item)
    if not found.may_download:
        raise Http404
    form = DownloadForm(request.POST or None, sizes=sizes_for(shown.asset), asks=False)
    if request.method == "POST" and form.is_valid():
        response = sent_file(request, shown.asset, form.cleaned_data["size"])
        if response is not None:
            actions.note_download(shown.asset, way=Way.LIGHTBOX, size=form.cleaned_data["size"])
            return response
        form.add_error("size", _("This size cannot be made just now. Try another, or try again in a minute."))
    context = {"asset": shown.asset, "form": form, "credit": credit_line(shown.asset), "robots": "noindex"}
    return render(request, "assets/download.html", context)
