"""`scicomm create-academy`: sets up an academy of one's own instead of the demonstration."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.new_academy import create_academy
from scicomm.core.progress import terminal_language


class KeepsLines(RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Django's help, with the lines of the example kept apart."""


class Command(BaseCommand):
    """Makes the academy, its home pages, the review workflow and an administrator with a password for the first sign-in."""

    help = gettext_lazy("Set up your own academy in an empty house: unit, home pages, review workflow, administrator.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = KeepsLines
        parser.epilog = _(
            "For an installation without the demonstration (SCICOMM_DEMO=no). Example:\n"
            '  scicomm create-academy --name-zh "某某科学院" --name-en "Academy of Sciences" --email you@academy.example\n'
            "The password is printed once and kept nowhere; change it after the first sign-in. The administrator then adds "
            "units, people and their roles on the staff pages."
        )
        parser.add_argument("--name-zh", required=True, help=_("the academy's name in Chinese"))
        parser.add_argument("--name-en", required=True, help=_("the academy's name in English"))
        parser.add_argument("--email", required=True, help=_("the administrator's e-mail address"))
        parser.add_argument(
            "--username", default="", help=_("the administrator's user name (default: from the address)")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            names = ("name_zh", "name_en", "email", "username")
            try:
                made = create_academy(**{name: options[name] for name in names})
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            self.stdout.write(_("%(name)s is set up.") % {"name": made.unit.name})
            self.stdout.write(_("User name: %(username)s") % {"username": made.user.username})
            self.stdout.write(_("Password, shown only now: %(password)s") % {"password": made.password})
