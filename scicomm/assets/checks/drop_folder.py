"""The drop folder of the image resources."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import terminal_language


@register()
def check_drop_folder(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The drop folder is there, can be written in, and is neither our own data nor the journals' folder."""
    if not settings.SCICOMM_ASSETS_FOLDER:
        return []
    folder = Path(settings.SCICOMM_ASSETS_FOLDER)
    with translation.override(terminal_language()):
        problem = ""
        if not folder.is_absolute() or not folder.is_dir():
            problem = _("it is no folder with a full path")
        elif not os.access(folder, os.W_OK | os.X_OK):
            problem = _("files in it cannot be moved by this user")
        elif folder.resolve().is_relative_to(Path(settings.SCICOMM_HOME).resolve()):
            problem = _("it lies inside SCICOMM_HOME, which holds our own data")
        elif settings.SCICOMM_WATCH_FOLDER and folder.resolve() == Path(settings.SCICOMM_WATCH_FOLDER).resolve():
            problem = _("SCICOMM_WATCH_FOLDER is the same folder")
        if not problem:
            return []
        return [
            Error(
                _("SCICOMM_ASSETS_FOLDER cannot be watched: %(problem)s.") % {"problem": problem},
                hint=_("For example: %(example)s (see docs/settings.md)")
                % {"example": "SCICOMM_ASSETS_FOLDER=/srv/pictures"},
                id="scicomm.E202",
            )
        ]
