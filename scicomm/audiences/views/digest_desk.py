"""Pages for staff who look after the digest: editions and their numbers, subject lines, items, previews, the rebuild."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.audiences.actions import digest_items as item_actions
from scicomm.audiences.actions import digests as actions
from scicomm.audiences.actions.digest_feedback import trial_of
from scicomm.audiences.enums import DigestFrequency, EditionState, ItemChoice, Level, Medium
from scicomm.audiences.forms.digests import ChoiceForm, ItemForm, LinesForm
from scicomm.audiences.permissions import digests as permissions
from scicomm.audiences.queries.digest_desk import (
    edition_rows,
    find_items,
    level_words,
    proposed_lines,
    skipped_words,
)
from scicomm.audiences.queries.digest_lines import grouped, shown_lines
from scicomm.audiences.queries.digests import unpacked
from scicomm.core.models import ProgressRow

PER_PAGE = 25
_ASKED = ("q", "medium", "language", "level", "choice")


def _actions(request: HttpRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"url": reverse("audiences_digests"), "label": _("Editions")},
        {"url": reverse("audiences_digest_items"), "label": _("Items")},
        {"url": reverse("audiences_digest_preview"), "label": _("Preview")},
    ]
    if permissions.plans_digests(request.user):
        found.append({"url": reverse("audiences_digest_lines"), "label": _("Subject lines"), "main": True})
    return found


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The editions with their numbers, the newest first."""
    if not permissions.sees_digests(request.user):
        raise Http404
    page = Paginator(permissions.editions_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Digest"),
        "page_actions": _actions(request),
        "page": page,
        "rows": edition_rows(list(page)),
    }
    return render(request, "audiences/admin/digests.html", context)


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: numbers, the trial of its lines, what everybody got."""
    row = permissions.get_edition_for(request.user, pk)
    [line] = edition_rows([row])
    trial = row.test or (trial_of(row)[0] if row.state == EditionState.TESTING else {})
    context = {
        "page_title": str(row),
        "page_actions": _actions(request),
        "edition": row,
        "skipped": skipped_words(row),
        "visits": line.visits,
        "trial": trial,
        "certainty": round(100 * trial.get("certainty", 0), 1),
        "rates": [round(100 * trial.get(name, 0), 2) for name in ("rate_a", "rate_b")],
        "groups": grouped(shown_lines(unpacked(row.items))),
    }
    return render(request, "audiences/admin/digest_edition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """Subject lines of the next edition, with what the rule proposes."""
    if not permissions.plans_digests(request.user):
        raise Http404
    form = LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.plan_lines(**form.cleaned_data, acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("Kept for the edition of %(day)s.") % {"day": row.day.isoformat()}
            messages.success(request, words)
            return redirect("audiences_digest_edition", row.pk)
    language = form["language"].value() or "zh-hans"
    frequency = form["frequency"].value() or DigestFrequency.WEEKLY
    if language not in {"zh-hans", "en"} or frequency not in DigestFrequency.values:
        language, frequency = "zh-hans", DigestFrequency.WEEKLY
    with override(language):
        proposed = proposed_lines(language, frequency, timezone.now())
    context = {
        "page_title": _("Subject lines of the next edition"), "page_actions": _actions(request), "form": form,
        "proposed": proposed,
    }  # fmt: skip
    return render(request, "audiences/admin/digest_lines.html", context)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """What digests can hold, with words and narrowing."""
    if not permissions.sees_digests(request.user):
        raise Http404
    asked = {name: request.GET.get(name, "").strip()[:100] for name in _ASKED}
    asked["level"] = asked["level"] if asked["level"].isdecimal() and len(asked["level"]) == 1 else ""
    found = find_items(permissions.digest_items_for(request.user), asked, timezone.localdate())
    context = {
        "page_title": _("Items of digests"),
        "page_actions": _actions(request),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "media": Medium.choices,
        "languages": settings.LANGUAGES,
        "levels": [(str(value), label) for value, label in Level.choices],
        "today": timezone.localdate(),
        "comparison": ProgressRow.objects.filter(key=item_actions.REBUILD).first(),
        "may_compare": permissions.plans_digests(request.user),
    }
    return render(request, "audiences/admin/digest_items.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: level and publics, picks, kept out."""
    row = permissions.get_digest_item_for(request.user, pk)
    kinds = [kind for kind in ItemChoice.values if permissions.can_choose_item(request.user, row, kind)]
    can_edit = permissions.can_edit_item(request.user, row)
    initial = {
        "level": str(row.level) if row.level_by_editor else "",
        "segments_by_editor": row.segments_by_editor,
        "segments": list(row.segments.all()),
    }
    what = request.POST.get("what", "")
    form = ItemForm(request.POST if what == "item" else None, initial=initial)
    choice = ChoiceForm(
        request.POST if what == "choice" else None, kinds=kinds, initial={"starts_on": timezone.localdate()}
    )
    if request.method == "POST" and _changed(request, row, form, choice):
        return redirect("audiences_digest_item", row.pk)
    context = {
        "page_title": row.title or _("An item that was removed"), "page_actions": _actions(request), "item": row,
        "form": form if can_edit else None, "choice_form": choice if kinds else None, "reason": level_words(row),
        "choices": list(row.choices.select_related("chosen_by")), "kinds": kinds,
    }  # fmt: skip
    return render(request, "audiences/admin/digest_item.html", context)


def _changed(request: HttpRequest, row: Any, form: ItemForm, choice: ChoiceForm) -> bool:
    """Do what a form asks; whether it was done."""
    if form.is_bound and form.is_valid():
        item_actions.set_item(row, acting_user=request.user, **form.choice)
        messages.success(request, _("Kept. The next digests go by it."))
        return True
    if choice.is_bound and choice.is_valid():
        try:
            item_actions.choose_item(row, acting_user=request.user, **choice.cleaned_data)
        except ValidationError as error:
            choice.add_error(None, error)
            return False
        messages.success(request, _("Kept. The next digests go by it."))
        return True
    return False


@require_POST
def end_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pick or a keeping out back."""
    row = permissions.get_choice_for(request.user, pk)
    item_pk = row.item_id
    item_actions.end_choice(row, acting_user=request.user)
    messages.success(request, _("Taken back."))
    return redirect("audiences_digest_item", item_pk)


@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Compare all items with what is public, in the worker."""
    if not permissions.plans_digests(request.user):
        raise Http404
    item_actions.ask_to_compare(acting_user=request.user)
    messages.success(request, _("The worker compares all items now; how far it is stands above the list."))
    return redirect("audiences_digest_items")
