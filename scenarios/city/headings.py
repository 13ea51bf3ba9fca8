"""Which column of a table is what: a declared table of headings in Chinese and English, or what its user says.

A heading is compared without blanks, signs, capitals and what stands in brackets. The earlier a heading stands in the
table below, the rather it is taken: with permanent and registered population in one file, the permanent one counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from ..errors import Problem, describe_value, enumerate_words, nearest, visible
from ..message import Bilingual, Enumeration, message, with_key
from ..message import say as say_in

Synonyms = Mapping[str, tuple[str, ...]]

PLACES: Synonyms = {
    "name": (
        "名称", "社区名称", "村社区名称", "社区村名称", "村居名称", "社区村", "村社区", "村居", "社区", "村名",
        "居委会", "村委会", "小区",
        "name", "community", "communityname", "neighbourhood", "neighborhood", "village", "council", "place",
    ),
    "persons": (
        "常住人口", "常住人口数", "实有人口", "总人口", "人口总数", "人口", "人口数", "居民数", "居民人数", "人数",
        "户籍人口",
        "persons", "population", "residents", "people", "inhabitants", "pop", "totalpopulation",
    ),
    "district": ("区县", "县区", "县市区", "区市县", "所属区县", "行政区", "区", "县", "district", "county", "borough"),
    "street": (
        "街道", "乡镇街道", "街道乡镇", "镇街", "乡镇", "所属街道", "所属乡镇", "镇", "street", "township",
        "subdistrict", "town",
    ),
    "kind": ("类型", "城乡类型", "城乡属性", "城乡", "类别", "性质", "kind", "type", "urbanrural"),
    "grids": ("网格数", "网格数量", "网格个数", "网格", "grids", "grid"),
}  # fmt: skip
"""Columns of a table of communities."""

REQUESTS: Synonyms = {
    "created": (
        "受理时间", "来电时间", "诉求时间", "创建时间", "登记时间", "提交时间", "上报时间", "受理日期",
        "created", "opened", "createddate", "opendate", "opendt", "requested", "requesteddatetime",
    ),
    "closed": (
        "办结时间", "结案时间", "完成时间", "关闭时间", "办结日期", "closed", "closeddate", "closeddt", "closedate",
        "resolved",
    ),
    "due": (
        "办理时限", "截止时间", "应办结时间", "到期时间", "要求办结时间", "due", "duedate", "targetdt", "sladate",
        "deadline",
    ),
    "type": (
        "诉求类型", "问题类型", "诉求类别", "问题类别", "事项类型", "类型", "类别", "type", "complainttype",
        "requesttype", "category",
    ),
    "place": (
        "社区", "所属社区", "社区名称", "村社区", "街道", "区县", "所属区域", "place", "neighborhood",
        "neighbourhood", "community", "ward",
    ),
    "department": ("承办单位", "办理单位", "责任单位", "主办单位", "department", "agency", "agencyname", "office"),
    "satisfied": ("满意度", "是否满意", "回访结果", "满意情况", "satisfied", "satisfaction"),
    "reopened": ("流转次数", "退回次数", "重办次数", "转办次数", "reopened", "transfers", "reassignments"),
    "reporter": ("诉求人编号", "来电人编号", "reporter", "reporterid", "callerid"),
    "id": (
        "工单编号", "工单号", "工单号码", "受理编号", "受理单号", "诉求编号", "诉求单号", "事件编号", "事项编号",
        "任务编号", "案件编号", "流水号", "编号",
        "caseid", "caseenquiryid", "casenumber", "requestid", "requestnumber", "servicerequestid",
        "servicerequestnumber", "srnumber", "ticketid", "ticketnumber", "orderid", "ordernumber", "uniquekey",
        "incidentid", "id",
    ),
}  # fmt: skip
"""Columns of an export of requests."""

WORDS: Mapping[str, str] = {
    "name": "名称", "persons": "人口", "district": "区县", "street": "街道（乡镇）", "kind": "城乡类型",
    "grids": "网格数",
    "created": "受理时间", "closed": "办结时间", "due": "办理时限", "type": "诉求类型", "place": "所属社区",
    "department": "承办单位", "satisfied": "是否满意", "reopened": "退回或转办次数", "reporter": "诉求人编号",
    "id": "工单编号", "persons_per_agent": "每个主体代表的人数", "fewer_grids": "网格较少的社区（村）",
    "library": "其他设定",
}  # fmt: skip
"""What the keys of columns, and of what is assumed of a city, are called in Chinese."""

UNMEANT = (
    "密度",
    "率",
    "占比",
    "比例",
    "面积",
    "density",
    "rate",
    "share",
    "area",
    "percent",
    "男",
    "女",
    "male",
    "female",
    "households",
)
"""What a heading that was not found whole may not hold: it is a figure about something, not the thing."""

HEADING = Bilingual("HEADING", "列标题")
"""What stands where a user puts a heading of the table."""

NOTHING = "-"
"""Said instead of a heading where there is to be no such column."""

_SIGNS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


def plain_heading(heading: str) -> str:
    """Return a heading as it is compared.

    >>> plain_heading("常住人口（万人）"), plain_heading(" Closed_Date "), plain_heading("村 （社区）")
    ('常住人口', 'closeddate', '村社区')
    """
    composed = unicodedata.normalize("NFKC", heading).casefold()
    # 村（社区）and 县（市、区）say in brackets what they are; a unit or a year in them says nothing of that.
    for word in ("(社区)", "(市、区)", "(市区)", "(街道)", "(镇)", "(村)"):
        composed = composed.replace(word, word.strip("()"))
    return _SIGNS.sub("", _BRACKETS.sub("", composed))


def recognise_columns(headings: Sequence[str], synonyms: Synonyms) -> dict[str, int]:
    """Return the place of each column that is known by its heading, from 0; two of one rank are not chosen between."""
    plain = [plain_heading(heading) for heading in headings]
    result: dict[str, int] = {}
    for meaning, words in synonyms.items():
        for word in words:
            there = [place for place, heading in enumerate(plain) if heading == word and place not in result.values()]
            if there:
                if len(there) == 1:
                    result[meaning] = there[0]
                break
        else:
            there = [
                place for place, heading in enumerate(headings)
                if place not in result.values() and _holds_word(heading, words)
            ]  # fmt: skip
            if len(there) == 1:
                result[meaning] = there[0]
    return result


def counts_part(heading: str) -> bool:
    """Tell whether a heading is that of a figure about something, or of a part of the persons.

    >>> counts_part("男"), counts_part("Female"), counts_part("人数")
    (True, True, False)
    """
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return any(word in folded for word in UNMEANT) or plain_heading(heading) in ("men", "women", "m", "f")


def _holds_word(heading: str, words: Sequence[str]) -> bool:
    """Tell whether a heading of several parts has a known word among them: ``sum_pop20``, 2023年末常住人口."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    if counts_part(folded):
        return False
    parts = set(re.findall("[a-z]+", folded))
    return any(len(word) >= 3 and word in (parts if word.isascii() else folded) for word in words)


def read_mapping(
    pairs: Sequence[str], synonyms: Synonyms, door: str = "--column"
) -> tuple[dict[str, str], list[Problem]]:
    """Return headings by meaning from words such as ``persons=人口数``, and what is wrong with the words."""
    result: dict[str, str] = {}
    problems: list[Problem] = []
    meanings = Enumeration(name_meaning(meaning) for meaning in synonyms)
    for pair in pairs:
        meaning, sign, heading = pair.partition("=")
        meaning = meaning.strip()
        if not sign or not heading.strip():
            what = message("city.form_meaning", pair=describe_value(pair))
            problems.append(Problem(door, None, "", what, meanings))
        elif meaning not in synonyms:
            what = message("city.there_column", word=describe_value(meaning))
            problems.append(Problem(door, None, "", what, meanings, nearest(meaning, synonyms)))
        elif meaning in result:
            what = message("city.given_twice", word=describe_value(meaning))
            problems.append(Problem(door, None, "", what))
        else:
            result[meaning] = heading.strip()
    return result, problems


def place_columns(
    headings: Sequence[str], mapping: Mapping[str, str], synonyms: Synonyms, empty: Collection[int] = ()
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the place of each column, what was said first, and headings that were said and are not there.

    Parameters
    ----------
    headings : sequence of str
    mapping : mapping
        Headings by meaning, as they were said; ``-`` where there is to be no such column.
    synonyms : mapping
    empty : collection of int
        Columns that hold nothing: they are taken only where they are said.
    """
    exact = {heading: place for place, heading in reversed(list(enumerate(headings))) if heading}
    plain = {plain_heading(heading): place for heading, place in exact.items()}
    said: dict[str, int] = {}
    missing: dict[str, str] = {}
    for meaning, heading in mapping.items():
        if heading == NOTHING:
            continue
        place = exact.get(heading, plain.get(plain_heading(heading)))
        if place is None:
            missing[meaning] = heading
        else:
            said[meaning] = place
    rest = {meaning: words for meaning, words in synonyms.items() if meaning not in mapping}
    taken = {*said.values(), *empty}
    left = ["" if place in taken else heading for place, heading in enumerate(headings)]
    return said | recognise_columns(left, rest), missing


def report_missing(
    file: str, line: int | None, headings: Sequence[str], needed: Sequence[str], missing: Mapping[str, str],
    synonyms: Synonyms, command: str, likely: Mapping[str, str], beyond: Mapping[str, str] = MappingProxyType({}),
) -> list[Problem]:  # fmt: skip
    """Say which columns are missing: those needed and not known, and those said and not there.

    Parameters
    ----------
    file : str
    line : int or None
    headings : sequence of str
    needed : sequence of str
        Meanings of columns that are needed and not known.
    missing : mapping
        Headings by meaning that were said and are not there.
    synonyms : mapping
    command : str
        What is typed to name a column, with ``{meaning}`` and ``{heading}``.
    likely : mapping
        Headings by meaning that would do by what stands below them.
    beyond : mapping
        What is said besides of a meaning whose column is not known.
    """
    named = [heading for heading in headings if heading]
    there = enumerate_words(named, 60)
    result = [
        Problem(
            file, line, "", message("city.there_column", word=describe_value(heading)), there, nearest(heading, named)
        )
        for heading in missing.values()
    ]
    for meaning in needed:
        if meaning in missing:
            continue
        several = [headings[place] for place in _candidates(headings, synonyms[meaning])]
        words = enumerate_words(synonyms[meaning], 40)
        if len(several) > 1:
            what = message("city.two_columns", meaning=name_meaning(meaning), words=enumerate_words(several))
            option = show_option(command, meaning, several[0])
            allowed = message("city.one_them", option=option)
        else:
            what = message("city.column_known", meaning=name_meaning(meaning), there=there)
            option = show_option(command, meaning, likely.get(meaning, HEADING))
            allowed = message("city.heading_such", words=words, option=option)
            if meaning in beyond:
                allowed = message("city.heading_beyond", such=allowed, beyond=beyond[meaning])
        result.append(Problem(file, line, "", what, allowed))
    return result


def report_no_headings(
    file: str, line: int, synonyms: Synonyms, needed: Sequence[str] = ("name", "persons")
) -> Problem:
    """Say that a table has no row of headings."""
    words = {
        language: [next(word for word in synonyms[each] if word.isascii() == (language == "en")) for each in needed]
        for language in ("en", "zh")
    }
    such = Bilingual(*(join.join(words[language]) for language, join in (("en", ", "), ("zh", "、"))))
    return Problem(file, line, "", message("city.no_headings"), message("city.row_of_headings", such=such))


def show_option(command: str, meaning: str, heading: str) -> Bilingual:
    """Return what is typed to name a column; `command` has ``{meaning}`` and ``{heading}``."""
    en, zh = (command.format(meaning=meaning, heading=visible(say_in(heading, language))) for language in ("en", "zh"))
    return Bilingual(en, zh)


def report_empty(
    file: str, line: int | None, meaning: str, heading: str, headings: Sequence[str], command: str
) -> Problem:
    """Say that the column which is known to be something holds nothing."""
    others = [each for each in headings if each and each != heading]
    allowed = message(
        "city.other_column",
        option=show_option(command, meaning, HEADING),
        words=enumerate_words(others, 60),
    )
    return Problem(file, line, visible(heading), message("city.column_empty", meaning=name_meaning(meaning)), allowed)


def name_meaning(meaning: str) -> Bilingual:
    """Return what a column is for, or what is assumed, as a sentence names it.

    >>> name_meaning("grids"), name_meaning("grids").say("zh")
    ('grids', '网格数（grids）')
    """
    return with_key(meaning, WORDS.get(meaning, meaning))


def _candidates(headings: Sequence[str], words: Sequence[str]) -> list[int]:
    for word in words:
        if there := [place for place, heading in enumerate(headings) if plain_heading(heading) == word]:
            return there
    return [place for place, heading in enumerate(headings) if _holds_word(heading, words)]


def shown_heading(heading: str) -> str:
    """Return a heading fit for a message."""
    return visible(heading)
