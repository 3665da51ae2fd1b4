"""The staff lists of units, people and appointments; every change goes through an action."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit, WalledIndex, WalledInspect
from scicomm.organisation import actions
from scicomm.organisation.forms import EndForm, NewUnitForm
from scicomm.organisation.models import Appointment, Person, Unit, UnitKind
from scicomm.organisation.permissions import may_administer

_NAMES = ["name_zh", "name_en", "short_zh", "short_en"]
_ABOUT = ["description_zh", "description_en", "city_zh", "city_en"]


class UnitIndex(WalledIndex):
    """Units with their kinds, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("kind")


class UnitEdit(WalledEdit):
    """How a unit is named and described."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.change_unit(self.object, acting_user=self.request.user, **values)


class UnitCreate(WalledCreate):
    """Add a unit below one that the user administers."""

    def save_instance(self) -> Any:
        return actions.create_unit(acting_user=self.request.user, **self.form.cleaned_data)


class UnitViewSet(UnitModelViewSet):
    """The units of the organisation."""

    model = Unit
    name = "units"
    icon = "site"
    menu_label = _("Units")
    menu_order = 901
    form_fields = [*_NAMES, *_ABOUT]
    list_display = [Column("name", label=_("Name")), "kind", "slug", BooleanColumn("is_active", label=_("active"))]
    search_fields = ["name_zh", "name_en", "short_zh", "short_en"]
    inspect_view_fields = ["kind", "slug", *_NAMES, *_ABOUT, "is_active"]
    index_view_class = UnitIndex
    add_view_class = UnitCreate
    edit_view_class = UnitEdit

    def get_form_class(self, for_update: bool = False) -> Any:
        return super().get_form_class(for_update) if for_update else NewUnitForm


class KindCreate(WalledCreate):
    """Add a kind of unit."""

    def save_instance(self) -> Any:
        return actions.save_kind(UnitKind(), acting_user=self.request.user, **self.form.cleaned_data)


class KindEdit(WalledEdit):
    """How a kind of unit is named."""

    def save_instance(self) -> Any:
        found = UnitKind.objects.get(pk=self.object.pk)
        return actions.save_kind(found, acting_user=self.request.user, **self.form.cleaned_data)


class UnitKindViewSet(UnitModelViewSet):
    """The kinds of unit; only those who run the whole house see them."""

    model = UnitKind
    name = "unit_kinds"
    icon = "list-ul"
    menu_label = _("Kinds of unit")
    menu_order = 904
    form_fields = ["code", "name_zh", "name_en", "level"]
    list_display = ["name_zh", "name_en", "code", "level"]
    inspect_view_fields = ["code", "name_zh", "name_en", "level"]
    add_view_class = KindCreate
    edit_view_class = KindEdit


class PersonIndex(WalledIndex):
    """People with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "user")


class PersonCreate(WalledCreate):
    """Add a person."""

    def save_instance(self) -> Any:
        return actions.save_person(Person(), acting_user=self.request.user, **self.form.cleaned_data)


class PersonEdit(WalledEdit):
    """Change a person."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.save_person(Person.objects.get(pk=self.object.pk), acting_user=self.request.user, **values)


class PersonInspect(WalledInspect):
    """A person, with the way to an account where there is none."""

    template_name = "organisation/person_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.object.user_id is None and may_administer(self.request.user, self.object.unit)
        url = reverse("organisation_open_account", args=[self.object.pk]) if may else ""
        return {**super().get_context_data(**kwargs), "account_url": url}


class PersonViewSet(UnitModelViewSet):
    """The people of the organisation."""

    model = Person
    name = "people"
    icon = "user"
    menu_label = _("People")
    menu_order = 902
    form_fields = [
        "unit", "family_name_zh", "given_name_zh", "family_name_en", "given_name_en", "title_zh", "title_en", "orcid",
        "email", "expertise", "speaks_on_zh", "speaks_on_en", "is_expert",
    ]  # fmt: skip
    list_display = [
        Column("name", label=_("Name")),
        "unit",
        Column("title", label=pgettext_lazy("person", "Title")),
        "user",
        BooleanColumn("is_expert", label=_("answers the public")),
    ]
    list_filter = ["is_expert"]
    search_fields = ["family_name_zh", "given_name_zh", "family_name_en", "given_name_en", "email"]
    inspect_view_fields = [*form_fields, "user"]
    index_view_class = PersonIndex
    add_view_class = PersonCreate
    edit_view_class = PersonEdit
    inspect_view_class = PersonInspect


class AppointmentIndex(WalledIndex):
    """Appointments with people and units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "person")


class AppointmentCreate(WalledCreate):
    """Appoint a person."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "starts_on": timezone.localdate()}

    def save_instance(self) -> Any:
        return actions.appoint(acting_user=self.request.user, **self.form.cleaned_data)


class AppointmentEdit(WalledEdit):
    """End an appointment: the last day, or at once where none is given."""

    def save_instance(self) -> Any:
        found = Appointment.objects.select_related("unit", "person__user").get(pk=self.object.pk)
        return actions.end_appointment(found, acting_user=self.request.user, ends_on=self.form.cleaned_data["ends_on"])


class AppointmentViewSet(UnitModelViewSet):
    """Who holds which role where, and until when. An appointment is ended, never changed into another."""

    model = Appointment
    name = "appointments"
    icon = "group"
    menu_label = _("Appointments")
    menu_order = 903
    form_fields = ["person", "role", "unit", "starts_on", "ends_on"]
    list_display = ["person", "role", "unit", "starts_on", "ends_on"]
    list_filter = ["role"]
    search_fields = ["person__family_name_zh", "person__given_name_zh", "person__family_name_en"]
    inspect_view_fields = ["person", "role", "unit", "starts_on", "ends_on"]
    index_view_class = AppointmentIndex
    add_view_class = AppointmentCreate
    edit_view_class = AppointmentEdit

    def get_form_class(self, for_update: bool = False) -> Any:
        return EndForm if for_update else super().get_form_class(for_update)
