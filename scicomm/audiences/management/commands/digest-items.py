"""`scicomm digest-items`: compares the items of digests with what is public; stopped anywhere, it goes on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scicomm.audiences.actions.digest_items import rebuild_items
from scicomm.core.progress import TerminalProgress, terminal_language


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Compare everything that digests can hold with what is public; repeated, it changes nothing more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            changed, _is_over = rebuild_items(TerminalProgress(self.stderr))  # type: ignore[arg-type]
            words = ngettext("%(count)d item was changed.", "%(count)d items were changed.", changed)
            self.stdout.write(words % {"count": changed} if changed else _("Everything is as it should be."))
