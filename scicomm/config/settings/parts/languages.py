"""Chinese and English: Chinese at /, English at /en/."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy

from scicomm.config.settings.environment import WRONG, WrongValue, text

_package = Path(__file__).resolve().parents[3]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = text("SCICOMM_TIME_ZONE", "Asia/Shanghai")
if TIME_ZONE not in available_timezones():
    expected = gettext_lazy("the name of a time zone")
    WRONG.append(WrongValue("SCICOMM_TIME_ZONE", expected, "SCICOMM_TIME_ZONE=Asia/Shanghai"))
    TIME_ZONE = "Asia/Shanghai"
# Ours first; then what Wagtail's and allauth's own Chinese catalogues lack.
LOCALE_PATHS = [_package / "locale", _package / "locale_upstream"]
FORMAT_MODULE_PATH = ["scicomm.config.formats"]
