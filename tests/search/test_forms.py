"""Promise: what means the same finds each other however it is written, and what does not stays apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from scicomm.search import forms
from scicomm.search.engine import QuerySpec, search
from tests.factories.search import indexed, make_document

SAME = [
    # Chinese numerals
    ("二〇二四年的台风", "2024"),
    ("2024年的台风", "二〇二四年"),
    ("九一八事变", "918事变"),
    ("一百二十名患者", "120 患者"),
    ("共120名患者", "一百二十名"),
    ("一千零一夜", "1001"),
    ("十二个月", "12"),
    ("第三次评估", "第3次"),
    ("第3次评估", "第三次"),
    ("第三", "3"),
    ("三万个细胞", "3万个"),
    ("120万人", "一百二十万"),
    ("五月的珊瑚", "5月"),
    # mixed scripts and hyphens
    ("SARS-CoV-2 的变异", "sars cov 2"),
    ("SARS-CoV-2 的变异", "SARSCoV2"),
    ("the SARSCoV2 genome", "SARS-CoV-2"),
    ("COVID-19疫苗", "COVID19"),
    ("COVID19疫苗接种", "COVID-19疫苗"),
    ("大气PM2.5浓度", "PM2.5"),
    ("大气ＰＭ２．５浓度", "pm2.5 浓度"),
    ("β-淀粉样蛋白沉积", "β淀粉样蛋白"),
    ("β-amyloid plaques", "beta-amyloid"),
    ("beta amyloid plaques", "β-amyloid"),
    ("β-catenin", "betacatenin"),
    ("self-organised criticality", "selforganised"),
    ("T细胞受体", "t细胞"),
    # traditional and simplified, full and half width
    ("臺灣海峽的環境", "台湾海峡 环境"),
    ("台湾海峡的环境", "臺灣海峽"),
    ("ＤＮＡ測序", "dna测序"),
    # formulas
    ("CO₂ 排放", "CO2"),
    ("CO<sub>2</sub> 排放", "co₂"),
    ("CO2排放", "CO<sub>2</sub>"),
    ("H2O", "H₂O"),
    ("CaCO3 沉淀", "caco₃"),
    ("Fe³⁺ 离子", "Fe3+"),
    ("LiFePO4 正极", "LiFePO₄"),
    ("α-Fe2O3 纳米棒", "α-Fe₂O₃"),
    ("α-Fe2O3 纳米棒", "alpha-Fe2O3"),
    ("Ca(OH)2 溶液", "Ca(OH)₂"),
    # measures
    ("直径 5 μm", "5μm"),
    ("直径5µm", "5 um"),
    ("10 mg/kg 剂量", "10mg/kg"),
    ("a 2.4GHz antenna", "2.4 GHz"),
    # letters with marks
    ("Schrödinger equation", "schrodinger"),
    ("Schrödinger equation", "Schroedinger"),
    ("naïve T cells", "naive"),
    ("the Poincaré map", "poincare"),
    # forms of English words
    ("wave equations", "wave equation"),
    ("running a model", "runs models"),
    ("children's teeth", "children"),
    # joined by words in between
    ("对土壤微生物群落的影响", "土壤 微生物"),
    ("图像识别方法", "图像识别"),
]

APART = [
    ("统一年度标准", "1年度"),
    ("万一失败", "1"),
    ("三角函数", "3"),
    ("三三两两", "3322"),
    ("百分之二", "100"),
    ("二十五岁", "20"),
    ("5G 网络", "g"),
    ("3D打印", "d"),
    ("CO2", "CO"),
    ("H2O2", "H2O"),
    ("PM10", "PM2.5"),
    ("Fe2+", "Fe3+"),
    ("universe", "university"),
    ("研究生", "学生会"),
    ("第三次评估", "第二次"),
    ("一百二十", "12"),
    ("Muller cells", "Miller"),
]

PEOPLE = [
    (("张三", "Zhang San"), "张三"),
    (("张三", "Zhang San"), "Zhang San"),
    (("张三", "Zhang San"), "San Zhang"),
    (("张三", "Zhang San"), 'author:"San Zhang"'),
    (("張三",), "作者:张三"),
    (("Wang, Xiao-Ming",), "author:xiaoming"),
    (("Wang, Xiaoming",), "author:Xiao-Ming"),
    (("Wang, Xiao-Ming",), "Xiaoming Wang"),
    (("Müller, Anna",), "author:mueller"),
    (("Müller, Anna",), "author:muller"),
    (("O’Brien, Mary",), "author:o'brien"),
]


def found(query: str) -> bool:
    return search(QuerySpec(query, facets=())).exact > 0


def test_what_means_the_same_finds_each_other(home: Path) -> None:
    missed = []
    for text, query in SAME:
        indexed(make_document(1, body=text))
        if not found(query):
            missed.append((text, query))
    assert missed == []


@pytest.mark.parametrize(("text", "query"), APART)
def test_what_does_not_mean_the_same_stays_apart(home: Path, text: str, query: str) -> None:
    indexed(make_document(1, body=text))
    assert not found(query)


def test_a_person_is_found_by_either_script_and_order(home: Path) -> None:
    missed = []
    for people, query in PEOPLE:
        indexed(make_document(1, people=people, title="paper"))
        if not found(query):
            missed.append((people, query))
    assert missed == []
    assert not found("author:张四")
    assert not found("author:brian")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇二四年", "2024年"), ("一九四九", "1949"), ("一百零五", "105"), ("两千三百", "2300"), ("九百六十万", "960万"),
        ("十万个", "10万个"), ("第十二届", "第12届"), ("二十四节气", "24节气"), ("年一月", "年1月"), ("一一对应", "一一对应"),
        ("一五一十", "一五一十"), ("一百二", "一百二"), ("百分之十", "百分之十"), ("千万", "千万"), ("万一", "万一"),
        ("统一月度", "统一月度"), ("三万", "3万"), ("第一", "第1"), ("十分", "十分"), ("一千零一", "1001"),
    ],
)  # fmt: skip
def test_numerals(text: str, expected: str) -> None:
    assert forms.replaced(text, forms.numerals(text))[0] == expected
