"""The frequencies and indicators a portfolio begins with; later ones are entered as data."""

from django.db import migrations

FREQUENCIES = [
    ("continuous", "连续出版", "continuous", 0),
    ("weekly", "周刊", "weekly", 52),
    ("semimonthly", "半月刊", "twice a month", 24),
    ("monthly", "月刊", "monthly", 12),
    ("bimonthly", "双月刊", "every two months", 6),
    ("quarterly", "季刊", "quarterly", 4),
    ("semiannual", "半年刊", "twice a year", 2),
    ("annual", "年刊", "yearly", 1),
]
# code, names, measure, direction, decimals, is a share
INDICATORS = [
    ("impact-factor", "影响因子", "Impact factor", "", "", "more", 3, False),
    ("five-year-impact-factor", "五年影响因子", "Five-year impact factor", "", "", "more", 3, False),
    ("citescore", "CiteScore", "CiteScore", "", "", "more", 1, False),
    ("cn-impact-factor", "核心影响因子（国内）", "Impact factor (Chinese core)", "", "", "more", 3, False),
    ("total-cites", "总被引频次", "Total cites", "次", "cites", "more", 0, False),
    ("cited-half-life", "被引半衰期", "Cited half-life", "年", "years", "more", 1, False),
    ("submissions", "来稿量", "Submissions", "篇", "papers", "more", 0, False),
    ("acceptance-rate", "录用率", "Acceptance rate", "", "", "less", 1, True),
    ("international-share", "海外作者论文比", "Papers from abroad", "", "", "more", 1, True),
    ("days-to-first-decision", "初审用时", "Time to first decision", "天", "days", "less", 0, False),
    ("subscriptions", "订阅数", "Subscriptions", "份", "copies", "more", 0, False),
    ("downloads", "下载量", "Downloads", "次", "downloads", "more", 0, False),
]


def load(apps, schema_editor):
    Frequency, Indicator = apps.get_model("journals", "Frequency"), apps.get_model("journals", "JournalIndicator")
    Frequency.objects.bulk_create(
        [Frequency(code=code, name_zh=zh, name_en=en, issues_a_year=a) for code, zh, en, a in FREQUENCIES],
        ignore_conflicts=True,
    )
    Indicator.objects.bulk_create(
        [
            Indicator(
                code=code,
                name_zh=zh,
                name_en=en,
                measure_zh=measure_zh,
                measure_en=measure_en,
                direction=direction,
                decimals=decimals,
                is_share=is_share,
                position=10 * (number + 1),
            )
            for number, (code, zh, en, measure_zh, measure_en, direction, decimals, is_share) in enumerate(INDICATORS)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    replaces = [("journals", "0008_portfolio_reference")]
    dependencies = [("journals", "0001_whole")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
