"""The press room: for journalists who accepted its terms; everybody else learns how it works, and not one title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe
from django.views.defaults import page_not_found

from scicomm.assets.models import Asset
from scicomm.facts.base import ref
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import PressState
from scicomm.newsroom.forms import JoinForm
from scicomm.newsroom.models import Dossier, PressMember
from scicomm.newsroom.rules.press import INVITATION_HOLDS, INVITATION_SALT
from scicomm.organisation.models import User

View = Callable[..., HttpResponseBase]


def kept_by_nobody(view: View) -> View:
    """No cache, no search engine and no proxy keeps anything of the press room."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            # "Not here" too: a proxy that kept it would go on saying so to a member.
            response = page_not_found(request, error)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer


def lifting(dossier: Dossier) -> dict[str, Any]:
    """The moment of lifting in the house's time and in UTC."""
    until = dossier.embargo_until
    assert until is not None  # noqa: S101 - shared_stories says so
    return {"here": timezone.localtime(until), "utc": until.astimezone(dt.UTC)}


@kept_by_nobody
@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """What waits for its embargo, for members; for others, what this room is and how to come in."""
    member = permissions.member_of(request.user)
    context: dict[str, Any] = {"member": member, "robots": "noindex"}
    if member is None or not permissions.may_enter(member):
        if member and member.state == PressState.ACTIVE and not member.is_over(timezone.localdate()):
            return redirect("newsroom:press_terms")
        return render(request, "newsroom/press/closed.html", context, status=403 if member else 200)
    rows = permissions.shared_stories().select_related("unit", "story", "article__journal", "reviewed_revision")
    rows = rows.order_by("embargo_until", "pk")[:100]
    # From the signed revision itself: made into a page each would cost queries of its own.
    context["entries"] = [
        {"dossier": row, "text": row.reviewed_revision.content, "lifting": lifting(row)}
        for row in rows
        if row.reviewed_revision
    ]
    return render(request, "newsroom/press/room.html", context)


@kept_by_nobody
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """One held story, as it was signed, marked with its lifting time; each opening is a line in the register."""
    member, dossier = permissions.get_shared_story_for(request.user, pk)
    revision = dossier.reviewed_revision
    if revision is None:
        raise Http404
    text: Any = revision.as_object()
    body = str(text.body.render_as_block({"request": request}))
    held = Asset.objects.filter(holds__holder=ref("newsroom", "story", dossier.story_id))
    actions.note_press_opening(member, dossier)
    context = {
        "member": member,
        "dossier": dossier,
        "text": text,
        "body": mark_safe(body),
        "lifting": lifting(dossier),
        "files": held.select_related("image", "document", "recording").order_by("pk"),
        "experts": dossier.experts.all(),
        "lang": "en" if dossier.language == "en" else "zh-Hans",
        "robots": "noindex",
    }
    return render(request, "newsroom/press/story.html", context)


@kept_by_nobody
@require_safe
def story_file(request: HttpRequest, pk: int, asset_pk: int) -> HttpResponseBase:
    """A file of a held story, whole; each opening is a line in the register."""
    member, dossier, asset = permissions.get_shared_file_for(request.user, pk, asset_pk)
    actions.note_press_opening(member, dossier, asset=asset)
    media = asset.media
    name = str(media.file.name).rpartition("/")[2]
    response = FileResponse(media.file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@kept_by_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force; a member accepts newer ones here."""
    member = permissions.member_of(request.user)
    now = queries.terms_in_force()
    may = member is not None and member.state == PressState.ACTIVE and member.terms_version != now.version
    form = JoinForm(request.POST or None, needs_password=False, initial={"terms": now.version})
    status = 200
    if request.method == "POST":
        if member is None or not may:
            raise Http404
        if form.is_valid():
            try:
                actions.accept_terms(member, terms_version=form.cleaned_data["terms"], acting_user=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("newsroom:press")
        status = 400
    context = {"terms": now, "form": form if may else None, "member": member, "robots": "noindex"}
    return render(request, "newsroom/press/terms.html", context, status=status)


@kept_by_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invited journalist reads the terms, accepts them and gets an account."""
    found = _invited(token)
    if found is None:
        return render(request, "newsroom/press/bad_link.html", {"robots": "noindex"}, status=410)
    member, key = found
    known = User.objects.filter(email__iexact=member.email).exists()
    now = queries.terms_in_force()
    form = JoinForm(request.POST or None, needs_password=not known, initial={"terms": now.version})
    status = 200
    if request.method == "POST":
        if form.is_valid() and (answer := _joined(request, member, key, form)):
            return answer
        status = 400
    context = {
        "member": member,
        "terms": now,
        "form": form,
        "must_sign_in": known and not request.user.is_authenticated,
        "here": request.path,
        "robots": "noindex",
    }
    return render(request, "newsroom/press/join.html", context, status=status)


def _joined(request: HttpRequest, member: PressMember, key: str, form: JoinForm) -> HttpResponse | None:
    user = request.user if request.user.is_authenticated else None
    try:
        account = actions.join_press_room(
            member, key=key, terms_version=form.cleaned_data["terms"], user=user,
            password=form.cleaned_data.get("password", ""),
        )  # fmt: skip
    except ValidationError as error:
        # The newest terms stand on the page that comes back, and are what the next yes speaks of.
        form.data = {**{name: form.data[name] for name in form.data}, "terms": str(queries.terms_in_force().version)}
        form.add_error(None, error)
        return None
    if user is None:
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("newsroom:press")


def _invited(token: str) -> tuple[PressMember, str] | None:
    """The member and the key a link speaks of; None when forged, too old, used or replaced."""
    try:
        said = signing.loads(token, salt=INVITATION_SALT, max_age=INVITATION_HOLDS)
    except signing.BadSignature:
        return None
    member = PressMember.objects.select_related("unit").filter(
        pk=said["member"], state=PressState.INVITED, invite_key=said["key"]
    ).first()  # fmt: skip
    return (member, said["key"]) if member else None


__all__ = ["join", "room", "story", "story_file", "terms"]
