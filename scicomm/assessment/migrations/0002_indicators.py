"""The indicators of the current scheme; a later scheme is a later version in a later migration, or entered as data."""

from django.db import migrations

VERSION = 2026

INDICATORS = [
    {
        "code": "stories",
        "position": 1,
        "name_zh": "发布稿件",
        "name_en": "Stories released",
        "explanation_zh": "本单位每篇首次公开的稿件计 1 分，最多 60 分。更正不另计分。",
        "explanation_en": "Each story of the unit that went public for the first time counts 1 point, 60 at most. "
        "Corrections do not count again.",
        "unit_of_count": "stories",
        "fact_name": "newsroom.story_published",
        "rule": "count",
        "weight": "1.00",
        "most": "60.00",
    },
    {
        "code": "timeliness",
        "position": 2,
        "name_zh": "成果首发时效",
        "name_en": "Soon after the paper",
        "explanation_zh": "依据论文写成的稿件中，论文出版后 30 天内公开的占比，乘以 20 分。不依据论文的稿件不计入。",
        "explanation_en": "Of the stories made from a paper, the share that went public within 30 days after the paper came "
        "out, times 20 points. Stories made from no paper are left out.",
        "unit_of_count": "stories",
        "fact_name": "newsroom.story_published",
        "rule": "within_days",
        "weight": "20.00",
        "days": 30,
    },
    {
        "code": "answers",
        "position": 3,
        "name_zh": "按期答复",
        "name_en": "Answers in time",
        "explanation_zh": "公开的答复中，在期限内（按工作日算）公开的占比，乘以 20 分。",
        "explanation_en": "Of the answers that went public, the share that did so by their deadline (in working days), times "
        "20 points.",
        "unit_of_count": "answers",
        "fact_name": "responses.answer_published",
        "rule": "flag",
        "weight": "20.00",
        "flag": "in_time",
    },
]


def add(apps, schema_editor):
    indicator = apps.get_model("assessment", "Indicator")
    for values in INDICATORS:
        indicator.objects.update_or_create(version=VERSION, code=values["code"], defaults=values)


def remove(apps, schema_editor):
    apps.get_model("assessment", "Indicator").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_whole")]

    operations = [migrations.RunPython(add, remove)]
