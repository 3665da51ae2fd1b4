"""Fields as all forms of this room have them."""

from __future__ import annotations

from typing import Any

from django import forms


def day_field(label: Any, **values: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **values)


def text_field(label: Any, most: int, **values: Any) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs={"class": "input"}), **values)


def long_field(label: Any, **values: Any) -> forms.CharField:
    """Several lines."""
    values.setdefault("max_length", 5000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"class": "input", "rows": 4}), **values)


def choice_field(label: Any, choices: Any, **values: Any) -> forms.ChoiceField:
    """One of a few words."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "select"}), **values)


def model_field(label: Any, rows: Any, **values: Any) -> forms.ModelChoiceField[Any]:
    """One of some rows."""
    return forms.ModelChoiceField(rows, label=label, widget=forms.Select(attrs={"class": "select"}), **values)


def count_field(label: Any, **values: Any) -> forms.IntegerField:
    """A whole number from nothing up."""
    widget = forms.NumberInput(attrs={"class": "input input--s", "inputmode": "numeric"})
    values.setdefault("min_value", 0)
    return forms.IntegerField(label=label, widget=widget, **values)
