"""By what figures are told apart: programme, agency, area, age band, route, flags …, and how a record's word becomes a key.

Codes count by code and not by label, so that a renamed label goes on in the same row; agencies, programmes and kinds of
meeting count by id. 出典: records.md（counts go by code）
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from seki_cli.model.contact import Act
from seki_cli.model.office import CodeList, CodeRow, Office, in_span
from seki_cli.model.periods import STEPS
from seki_cli.model.plan import PlanKind, Result, Timing
from seki_cli.model.world import CaseFile
from seki_cli.rules.needs import ages_on
from seki_cli.rules.stats_facts import Fact, Measure

BLANK: Final = "未入力"
AGE_BANDS: Final = ((0, 17), (18, 39), (40, 64), (65, 74), (75, None))
_UNSURE: Final = "不明"
_REPORT: Final = ".report"
_NO_REPORT: Final = "報告区分なし"
_EXTRA: Final = "extra."
_LISTED: Final = ("agency", "programme", "meeting")
_ORDER: Final[tuple[str, ...]] = (
    *get_args(PlanKind),
    *get_args(Timing),
    *get_args(Result),
    *get_args(Act),
    *("期限内に返事", "期限後に返事", "返事待ち", "期限を過ぎて返事なし", "返事の前に取下げ"),
    *("期日までに実施", "期日の後に実施", "期日の定めなし"),
    *("見学", "体験", "開始", "定着確認", "中止", "終了"),
    *("未回答", "受理", "対応中", "完了", "辞退", "取下げ"),
    *("受付", "同意前", "つなぎ中", "プラン準備中", "支援中"),
    *("気づき", "検討中", "取組中", "解決", "見送り"),
    *("新規", "継続", "あり", "なし"),
    *("介護", "障害", "子ども", "困窮", "その他"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Something figures are told apart by. `how` its words are read: word, agency, programme, meeting, age, code:<list>."""

    id: str
    title: str
    how: str = "word"
    of_case: bool = False
    means: str = ""


DIMENSIONS: Final = (
    Dimension(id="month", title="月"),
    Dimension(id="quarter", title="四半期", means="4〜6月が第1四半期"),
    Dimension(id="fy", title="年度", means="4月1日から翌年3月31日まで"),
    Dimension(id="programme", title="事業", how="programme", means="記録に書かれた事業。つなぎは、つなぎ先の事業"),
    Dimension(id="agency", title="機関", how="agency", means="どの機関かは項目ごとに違う（それぞれの数え方に書いてある）"),
    Dimension(id="to_agency", title="相手の機関", how="agency", means="つなぎ先・提供先の機関"),
    Dimension(id="area", title="圏域", of_case=True, means="case.yaml の圏域（いまの値）"),
    Dimension(
        id="age",
        title="年齢",
        how="age",
        of_case=True,
        means="本人の、その日の年齢。区切りは 0-17・18-39・40-64・65-74・75- で、未確認。生まれた年しか分からず、どちらの区切りか決まらないときは不明",
    ),
    Dimension(id="sex", title="性別", of_case=True, means="本人の性別"),
    Dimension(id="route", title="相談経路", how="code:route", of_case=True, means="その日までの、いちばん新しい受付の経路"),
    Dimension(
        id="flag",
        title="特徴",
        how="code:flags",
        of_case=True,
        means="受付と対応結果に書かれた特徴。集計の日までに分かったもの全部。一つのケースが二つの特徴に数えられることがある",
    ),
    Dimension(id="field", title="分野", of_case=True, means="受付と対応結果に書かれた分野。特徴と同じ数え方"),
    Dimension(id="kind", title="種類", means="プランの種類、会議の種類など。項目ごとに違う"),
    Dimension(id="timing", title="時機", means="会議の議題の時機（策定・変更・終結・中断・情報共有・方針・緊急・社会資源）"),
    Dimension(id="method", title="方法", means="来所・電話・訪問など"),
    Dimension(id="ask", title="依頼", means="つなぎで何を頼んだか"),
    Dimension(id="result", title="結果", means="結果・判断・段階・状態。項目ごとに違う"),
    Dimension(id="reason", title="理由", means="コードの一覧から選んだ理由。項目ごとに違う"),
    Dimension(id="on_time", title="期限", means="期限に間に合ったか"),
    Dimension(id="turn", title="新規・継続", means="その種類の会議で初めて取り扱ったケースなら新規、2回目からは継続"),
)
BY_ID: Final[Mapping[str, Dimension]] = {one.id: one for one in DIMENSIONS}
OF_CASE: Final = tuple(one.id for one in DIMENSIONS if one.of_case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A value of a dimension: the key that addresses use, and the label people read."""

    key: str
    label: str


def has_dimension(measure: Measure, name: str) -> bool:
    """Say whether a measure can be told apart by a dimension; the office's own fields (extra.NAME) may be tried on any."""
    base = name.removesuffix(_REPORT)
    if name.startswith(_EXTRA):
        return True
    if base not in measure.by and not (measure.of_case and base in OF_CASE):
        return False
    return base == name or _how(measure, base).startswith("code:")


def marks_of(fact: Fact, name: str, measure: Measure, office: Office) -> tuple[Mark, ...]:
    """Return the values of a dimension that a fact counts under: several where the record says several, 未入力 where none."""
    base = name.removesuffix(_REPORT)
    words = _words_of(fact, base)
    how = "word" if name.startswith(_EXTRA) else _how(measure, base)
    mark = _reported if name.endswith(_REPORT) else _mark
    found = tuple(dict.fromkeys(mark(office, how, word, fact.day) for word in words))
    if how == "age" and len(found) > 1:
        return (_word(_UNSURE),)
    return found or (_word(BLANK),)


def known_marks(measure: Measure, name: str, office: Office, day: date) -> tuple[Mark, ...]:
    """Return the values that a table lists even where nothing counts: age bands, the rows of a code list, kinds of meetings.

    Not agencies or programmes: one that records nothing has not said 0.
    """
    how = _how(measure, name) if name in BY_ID else "word"
    if how == "age":
        return tuple(_word(_band(*band)) for band in AGE_BANDS)
    if how == "meeting":
        return tuple(dict.fromkeys(Mark(key=row.id, label=row.name) for row in office.meetings if in_span(row, day)))
    rows = _rows(office, how)
    return tuple(dict.fromkeys(Mark(key=row.code, label=row.label) for row in rows if in_span(row, day)))


def find_key(measure: Measure, name: str, typed: str, office: Office) -> str:
    """Return the key meant by a typed one: a code's label, a name or another spelling stands for its code or id."""
    how = "word" if name.startswith(_EXTRA) or name.endswith(_REPORT) else _how(measure, name)
    plain = _folded(typed)
    return next((key for key, *spellings in _listed(office, how) if plain in map(_folded, spellings)), plain)


def may_be_key(measure: Measure, name: str, key: str, office: Office) -> bool:
    """Say whether a key can be a value of a dimension by the lists of the office; where there is no list, any word can."""
    how = "word" if name.startswith(_EXTRA) or name.endswith(_REPORT) else _how(measure, name)
    if how == "age":
        return key in (BLANK, _UNSURE, *(_band(*band) for band in AGE_BANDS))
    listed = _listed(office, how)
    return key == BLANK or not listed or key in [_folded(row[0]) for row in listed]


def _listed(office: Office, how: str) -> list[tuple[str, ...]]:
    """Return the keys that a list of the office has, each with its names."""
    if how == "agency":
        return [(row.id, row.name, *row.also) for row in office.agencies]
    if how == "programme":
        return [(row.id, row.name, *row.also) for row in office.programmes]
    if how == "meeting":
        return [(row.id, row.name) for row in office.meetings]
    return [(row.code, row.label, *row.also) for row in _rows(office, how)]


def in_order(measure: Measure, name: str, key: str, office: Office) -> tuple[bool, int, str]:
    """Return the sort key of a value: as the office's list has it, words in the order of the work, 未入力 last."""
    how = "word" if name.startswith(_EXTRA) or name.endswith(_REPORT) else _how(measure, name)
    lists: Mapping[str, Sequence[str]] = {
        "agency": [row.id for row in office.agencies],
        "programme": [row.id for row in office.programmes],
        "meeting": [row.id for row in office.meetings],
    }
    order = lists.get(how) or [row.code for row in _rows(office, how)] or _ORDER
    return key == BLANK, order.index(key) if key in order else len(order), key


def label_of(measure: Measure, name: str, key: str, office: Office) -> str:
    """Return what people call a key of an address."""
    how = "word" if name.startswith(_EXTRA) or name.endswith(_REPORT) else _how(measure, name)
    row = next((row for row in reversed(_rows(office, how)) if row.code == key), None)
    return row.label if row else _mark(office, how if how in _LISTED else "word", key, date.max).label


def dimensions_of(measure: Measure) -> tuple[Dimension, ...]:
    """Return what a measure can be told apart by, the office's own fields aside."""
    return tuple(one for one in DIMENSIONS if one.id in STEPS or has_dimension(measure, one.id))


def title_of(name: str) -> str:
    """Return a dimension's title for people."""
    base = name.removesuffix(_REPORT)
    title = BY_ID[base].title if base in BY_ID else base
    return f"{title}（報告区分）" if name.endswith(_REPORT) else title


def _how(measure: Measure, base: str) -> str:
    return measure.words.get(base) or BY_ID[base].how


def _words_of(fact: Fact, name: str) -> tuple[str, ...]:
    if name.startswith(_EXTRA):
        value = fact.extra.get(name.removeprefix(_EXTRA))
        values: Iterable[object] = value if isinstance(value, (list, tuple)) else () if value is None else (value,)
        return tuple("はい" if v is True else "いいえ" if v is False else str(v) for v in values)
    if name in fact.said:
        return fact.said[name]
    return _words_of_case(fact.file, name, fact.day) if fact.file else ()


def _words_of_case(case: CaseFile, name: str, day: date) -> tuple[str, ...]:
    person = next((p for p in case.household.people if p.role == "本人"), None)
    if name == "area":
        return (case.head.area,) if case.head.area else ()
    if name == "sex":
        return (person.sex,) if person and person.sex else ()
    if name == "age":
        ages = ages_on(person, day) if person else ()
        return tuple(dict.fromkeys(map(str, ages)))
    if name == "route":
        came = [intake for intake in case.intakes if intake.received_on <= day] or list(case.intakes[:1])
        return (came[-1].route,) if came and came[-1].route else ()
    if name == "flag":
        told = [*(i.flags for i in case.intakes), *(s.flags for s in case.screenings)]
    else:
        told = [*(i.fields for i in case.intakes), *(s.fields for s in case.screenings)]
    return tuple(dict.fromkeys(word for words in told for word in words))


def _mark(office: Office, how: str, word: str, day: date) -> Mark:
    if how == "agency":
        return Mark(key=_folded(word), label=office.agency_name(word))
    if how == "programme":
        programme = office.programme(word, day) or office.programme(word)
        return Mark(key=_folded(word), label=f"{programme.item} {programme.name}" if programme else word)
    if how == "meeting":
        kind = office.meeting_kind(word)
        return Mark(key=_folded(word), label=kind.name if kind else word)
    if how == "age":
        return _word(_band_of(int(word)))
    row = _row(office, how, word, day)
    return _coded(office, how, row) if row else _word(word)


def _coded(office: Office, how: str, row: CodeRow) -> Mark:
    """Return a code with its newest label: the same code under two labels is one row."""
    return Mark(key=row.code, label=[one.label for one in _rows(office, how) if one.code == row.code][-1])


def _reported(office: Office, how: str, word: str, day: date) -> Mark:
    row = _row(office, how, word, day)
    return _word(row.report if row and row.report else _NO_REPORT)


def _row(office: Office, how: str, word: str, day: date) -> CodeRow | None:
    """Return the row of a word: the one valid on the day, else any of that label (it was written on an earlier day)."""
    if not how.startswith("code:"):
        return None
    named = (row for row in reversed(_rows(office, how)) if word in (row.code, row.label, *row.also))
    return office.code(how.removeprefix("code:"), word, day) or next(named, None)


def _rows(office: Office, how: str) -> tuple[CodeRow, ...]:
    listed = office.codes.get(how.removeprefix("code:"), CodeList(list=""))
    return listed.rows if how.startswith("code:") else ()


def _word(word: str) -> Mark:
    return Mark(key=_folded(word), label=word)


def _folded(word: str) -> str:
    """Return a word as addresses write it: what a shell would take for its own in full width, blanks as _."""
    plain = unicodedata.normalize("NFKC", word).strip()
    return "".join(chr(ord(c) + 0xFEE0) if c in "!\"#$&'()*/;<=>?[\\]^`{|}~" else "_" if c.isspace() else c for c in plain)


def _band_of(age: int) -> str:
    return next(_band(low, high) for low, high in AGE_BANDS if high is None or age <= high)


def _band(low: int, high: int | None) -> str:
    return f"{low}-{'' if high is None else high}"
