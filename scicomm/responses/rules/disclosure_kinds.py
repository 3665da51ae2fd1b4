"""The shipped list of what research organisations make public of themselves: a reasonable start, version 1, edited at the desk.

Written after articles 19-21 of State Council Order 711 and the house rules that academies of science commonly have; each entry:
code, Chinese and English name, basis, codes of unit kinds it is for (none: all).
"""

from __future__ import annotations

LAW = "政府信息公开条例"
KINDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("about", "机构概况与职能", "Organisation and duties", f"{LAW}第二十条（二）", ()),
    ("leaders", "领导班子与分工", "Leadership", f"{LAW}第二十条（二）", ("academy", "branch", "institute")),
    ("contact", "办公地址与联系方式", "Addresses and contacts", f"{LAW}第二十条（二）", ()),
    ("rules", "规章制度", "Rules and regulations", f"{LAW}第二十条（一）", ("academy", "branch", "institute")),
    ("plans", "发展规划与年度计划", "Plans", f"{LAW}第二十条（三）", ("academy", "institute")),
    ("budget", "预算", "Budget", f"{LAW}第二十条（七）", ("academy", "institute")),
    ("accounts", "决算", "Final accounts", f"{LAW}第二十条（七）", ("academy", "institute")),
    ("procurement", "采购信息", "Procurement", f"{LAW}第二十条（九）", ("academy", "institute")),
    ("recruitment", "人员招聘", "Recruitment", f"{LAW}第二十条（十四）", ("academy", "institute")),
    ("admissions", "招生与培养", "Admissions of students", "教育部门有关规定", ("institute",)),
    ("facilities", "大型仪器与科研设施开放", "Facilities open to others", "国务院关于重大科研基础设施开放的意见", ("institute",)),
    ("integrity", "科研诚信与伦理", "Research integrity and ethics", "关于进一步加强科研诚信建设的若干意见", ()),
    ("emergency", "突发公共事件应急预案", "Emergency plans", f"{LAW}第二十条（十二）", ("academy", "institute")),
    ("guide", "信息公开指南", "Guide to information disclosure", f"{LAW}第十二条", ("academy", "institute")),
)  # fmt: skip
VERSION = 1
