"""Chinese dates: 2027 年 4 月 2 日, with thin spaces left to the browser."""

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"
SHORT_DATE_FORMAT = "Y-n-j"
SHORT_DATETIME_FORMAT = "Y-n-j H:i"
MONTH_DAY_FORMAT = "n月j日"
TIME_FORMAT = "H:i"
