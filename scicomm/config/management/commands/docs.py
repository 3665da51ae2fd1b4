"""`scicomm docs`: writes the generated pages of docs/ anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from scicomm.config.documentation import write_pages


class Command(BaseCommand):
    help = _("Write the generated pages of docs/ anew.")  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        for path in write_pages():
            self.stdout.write(path.name)
