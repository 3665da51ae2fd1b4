"""The list of sources, and their forms."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledDelete, WalledEdit, WalledIndex
from scicomm.listening import actions
from scicomm.listening.clients import feed_client, read_source
from scicomm.listening.forms import ADDRESS_KINDS, FeedForm
from scicomm.listening.models import Feed
from scicomm.listening.rules.reading import Reading, ToRead


class FeedIndex(WalledIndex):
    """Feeds with their units, in one query and without the files."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit").defer("content")


class _Tried:
    """A form whose source can be read at once to see what would come, before anything is kept."""

    request: Any
    object: Any
    template_name = "listening/source_form.html"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if "try" not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.object = self.get_object() if isinstance(self, WalledEdit) else None
        form = self.get_form()  # type: ignore[attr-defined]
        self.form = form
        reading = self._read(form) if form.is_valid() else None
        context = self.get_context_data(form=form)
        return self.render_to_response({**context, "reading": reading})  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        is_new = not form.instance.pk
        kinds = [
            {"value": kind.value, "label": kind.label, "here": kind == form.kind}
            for kind in (ADDRESS_KINDS if is_new else ())
        ]
        mapping = [form[name] for name in form.fields if name.startswith("map_")]
        shown = [field for field in form.visible_fields() if not field.name.startswith("map_")]
        title = _("New source") if is_new else form.instance.name
        can_try = is_new or not form.instance.is_file
        return context | {
            "can_try": can_try,
            "kinds": kinds,
            "mapping": mapping,
            "shown": shown,
            "is_new": is_new,
            "page_title": title,
        }

    def _read(self, form: Any) -> Reading:
        """What the source says now; a person waits for it, so the pauses between its parts are short."""
        values = form.cleaned_data
        key = values.get("header") or ""
        name, colon, value = key.partition(":")
        headers = {name.strip(): value.strip()} if colon else {}
        if not headers and form.instance.pk and form.instance.address == values["address"]:
            headers = actions.opened_header(form.instance)
        source = ToRead(
            kind=form.kind,
            address=values["address"],
            content=form.content if values.get("upload") else None,
            mapping=values.get("mapping") or {},
            headers=headers,
        )
        return read_source(feed_client(), source, pause=lambda seconds: time.sleep(min(seconds, 0.3)))


def _settled(values: dict[str, Any]) -> dict[str, Any]:
    names = ("source_class", "labels", "mapping", "is_adaptive", "shortest_minutes", "longest_minutes")
    return {name: values[name] for name in names if name in values}


class FeedCreate(_Tried, WalledCreate):
    """A source at an address, or a feed file."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "kind": self.request.GET.get("kind", "")}

    def save_instance(self) -> Any:
        values = self.form.cleaned_data
        upload = values.get("upload")
        return actions.add_feed(
            unit=values["unit"],
            name=values["name"],
            address=values["address"],
            file_name=upload.name if upload else "",
            content=self.form.content if upload else None,
            every_minutes=values["every_minutes"],
            is_on=values["is_on"],
            header=values.get("header") or "",
            acting_user=self.request.user,
            **({} if upload else {"kind": values["kind"]}),
            **_settled(values),
        )

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.refuse(error)
            self.produced_error_message = " ".join(error.messages)
            return self.form_invalid(form)


class FeedEdit(_Tried, WalledEdit):
    """Name, address, class, pace, mapping, switch."""

    def save_instance(self) -> Any:
        values = {
            name: self.form.cleaned_data[name] for name in self.form.changed_data if name in self.form.cleaned_data
        }
        if any(name.startswith("map_") for name in self.form.changed_data):
            values["mapping"] = self.form.mapping
        return actions.change_feed(self.object, acting_user=self.request.user, **values)

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.refuse(error)
            self.produced_error_message = " ".join(error.messages)
            return self.form_invalid(form)


class FeedDelete(WalledDelete):
    """Stop following a feed."""

    def delete_action(self) -> None:
        actions.remove_feed(self.object, acting_user=self.request.user)


class FeedViewSet(UnitModelViewSet):
    """What is listened to, and how each feed fares."""

    model = Feed
    name = "feeds"
    icon = "rss"
    menu_label = pgettext_lazy("listening", "Sources")
    menu_order = 342
    form_fields = ["unit", "name", "address", "source_class", "every_minutes", "is_on"]
    list_display = [
        "name",
        "unit",
        Column("kind", label=_("read as"), accessor=lambda feed: feed.get_kind_display()),
        Column("source_class", label=_("who speaks"), accessor=lambda feed: feed.get_source_class_display()),
        Column("health", label=_("Health"), accessor=lambda feed: feed.health.label),
        "last_fetched_at",
        "next_fetch_at",
    ]
    list_filter = ["is_on", "kind", "source_class"]
    search_fields = ["name", "address"]
    inspect_view_fields = [
        "name",
        "unit",
        "kind",
        "source_class",
        "labels",
        "address",
        "former_address",
        "file_name",
        "is_on",
        "is_adaptive",
        "every_minutes",
        "shortest_minutes",
        "longest_minutes",
        "last_fetched_at",
        "last_new_at",
        "next_fetch_at",
        "failures",
        "last_error",
    ]
    index_view_class = FeedIndex
    add_view_class = FeedCreate
    edit_view_class = FeedEdit
    delete_view_class = FeedDelete

    def get_form_class(self, for_update: bool = False) -> Any:
        return FeedForm
