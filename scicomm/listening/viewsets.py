"""The staff lists of feeds and watches, behind their units' walls; every change goes through an action."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledDelete, WalledEdit, WalledIndex
from scicomm.listening import actions
from scicomm.listening.forms import FeedForm, WatchForm
from scicomm.listening.models import Feed, Watch


class FeedIndex(WalledIndex):
    """Feeds with their units, in one query and without the files."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit").defer("content")


class FeedCreate(WalledCreate):
    """A feed at an address, or a file."""

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
            acting_user=self.request.user,
        )


class FeedEdit(WalledEdit):
    """Name, address, interval, switch."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.change_feed(self.object, acting_user=self.request.user, **values)


class FeedDelete(WalledDelete):
    """Stop following a feed."""

    def delete_action(self) -> None:
        actions.remove_feed(self.object, acting_user=self.request.user)


class FeedViewSet(UnitModelViewSet):
    """What is listened to, and how each feed fares."""

    model = Feed
    name = "feeds"
    icon = "rss"
    menu_label = _("Feeds")
    menu_order = 342
    form_fields = ["unit", "name", "address", "every_minutes", "is_on"]
    list_display = [
        "name",
        "unit",
        Column("health", label=_("Health"), accessor=lambda feed: feed.health.label),
        "last_fetched_at",
        "next_fetch_at",
    ]
    list_filter = ["is_on"]
    search_fields = ["name", "address"]
    inspect_view_fields = [
        "name",
        "unit",
        "address",
        "file_name",
        "is_on",
        "every_minutes",
        "last_fetched_at",
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


class WatchIndex(WalledIndex):
    """Watches with unit and owner, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "owner__person")


class WatchCreate(WalledCreate):
    """A standing query of the user."""

    def save_instance(self) -> Any:
        return actions.create_watch(acting_user=self.request.user, **self.form.cleaned_data)


class WatchEdit(WalledEdit):
    """Change one's own standing query."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.change_watch(self.object, acting_user=self.request.user, **values)


class WatchDelete(WalledDelete):
    """Remove one's own standing query."""

    def delete_action(self) -> None:
        actions.remove_watch(self.object, acting_user=self.request.user)


class WatchViewSet(UnitModelViewSet):
    """Standing queries."""

    model = Watch
    name = "watches"
    icon = "view"
    menu_label = _("Watches")
    menu_order = 343
    form_fields = ["unit", "name", "any_words", "all_words", "none_words", "language", "is_on"]
    list_display = ["name", "unit", "owner", "language", "is_on"]
    list_filter = ["is_on", "language"]
    search_fields = ["name"]
    inspect_view_fields = ["name", "unit", "owner", "any_words", "all_words", "none_words", "language", "is_on"]
    index_view_class = WatchIndex
    add_view_class = WatchCreate
    edit_view_class = WatchEdit
    delete_view_class = WatchDelete

    def get_form_class(self, for_update: bool = False) -> Any:
        return WatchForm
