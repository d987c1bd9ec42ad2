"""What each person's consent allows on a day, told so that anybody at the desk understands why, and what would change it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from seki_cli.model.agenda import Need
from seki_cli.model.contact import ALL, Consent
from seki_cli.model.office import Office
from seki_cli.model.verdict import Verdict, no
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.masks import pairs_touching
from seki_cli.rules.sharing import Wanted, may_share

CATEGORIES: Final = (
    "基本情報", "世帯", "健康・医療", "障害", "介護", "子ども・教育", "就労", "経済", "住まい", "司法", "虐待・DV",
)  # fmt: skip
"""What a consent may name. 出典: 同意書の区分（未確認）"""

TAX: Final = "税情報"
ONLY_UNDER_ALL: Final = "課題と特性、受付の訴え以外の欄、対応結果、つなぎ、アセスメントのまとめ・方針、区分のない記録とプラン"
"""What no list of categories covers: only who consents to すべて lets it be shown. 出典: records.md の門の表"""

NEVER: Final = "相談してきた人、同意の記録、会議の経過の全文、証拠の置き場所、事務所が足した欄"
"""What is on no paper, whatever anybody consents to. 出典: records.md の門の表"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """One person's act in force on a day (or that there is none), and what it lets an agency see.

    `shown`: whether the agency asked about may be shown what the act covers; without one, whether the act is live at all.
    `agencies`, `excluded`: ids, or the one word すべて. `because` and `key` lead to the record that decides.
    """

    person: str
    role: str
    act: str
    shown: bool
    given_on: date | None = None
    given_by: str = ""
    categories: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tax: bool = False
    until: date | None = None
    reason: str = ""
    remedy: str = ""
    because: str = ""
    key: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRow:
    """Some kinds of record about one person for which one answer holds: categories, すべて (what only that covers), or 税情報."""

    person: str
    contents: tuple[str, ...]
    shown: bool
    reason: str = ""
    remedy: str = ""
    because: str = ""
    key: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """What one agency may see of one person. `agency`: an id, empty for every agency that no act in force names."""

    agency: str
    person: str
    contents: tuple[str, ...] = ()
    tax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """What stays off a paper of one person though the consent would allow it, and where that is written."""

    person: str
    reason: str
    remedy: str
    because: str
    key: tuple[str | int, ...]


def view_consents(case: CaseFile, office: Office, agency: str | None, day: date) -> tuple[ConsentRow, ...]:
    """Return a row for each act in force of each person of a household, in the household's order; one for who has none.

    This is the consent alone: a meeting that needs no consent may share more, and the gate may hold back more.
    """
    rows: list[ConsentRow] = []
    for at, person in enumerate(case.household.people):
        verdict = _ask(case, person.id, day, Wanted(agencies=(agency,) if agency else ()), office)
        acts = acts_in_force(case, person.id, day)
        if not acts:
            row = _refused(ConsentRow(person=person.id, role=person.role, act="なし", shown=False), verdict)
            rows.append(replace(row, key=row.key or ("people", at)) if row.because == case.household.path else row)
        rows += [_row(person.role, act, verdict, office) for act in acts]
    return tuple(rows)


def view_contents(case: CaseFile, office: Office, agency: str | None, day: date) -> tuple[ContentRow, ...]:
    """Return for each person which kinds of record an agency may be shown and which not, with why, record and remedy.

    Without an agency: which kinds the consent covers at all. What one answer holds for stands together in one row.
    """
    circle = (agency,) if agency else ()
    found: list[ContentRow] = []
    for at, person in enumerate(case.household.people):
        verdict = _ask(case, person.id, day, Wanted(agencies=circle), office)
        if not verdict:
            key = verdict.key or (("people", at) if verdict.because == case.household.path else ())
            found.append(_content(person.id, (*CATEGORIES, ALL, TAX), replace(verdict, key=key)))
            continue
        may = [name for name in CATEGORIES if _ask(case, person.id, day, Wanted(agencies=circle, need=(name,)), office)]
        others = tuple(name for name in CATEGORIES if name not in may)
        everything = _ask(case, person.id, day, Wanted(agencies=circle, need=ALL), office)
        covered = (*may, ALL) if everything else tuple(may)
        asked: list[tuple[tuple[str, ...], Need, bool]] = [(covered, tuple(may), False), (others, others, False)]
        asked += [((TAX,), (), True), *([] if everything else [((ALL,), ALL, False)])]
        found += [
            _content(person.id, contents, _ask(case, person.id, day, Wanted(agencies=circle, need=need, tax=tax), office))
            for contents, need, tax in asked
            if contents
        ]
    return tuple(found)


def view_agencies(case: CaseFile, office: Office, day: date) -> tuple[AgencyRow, ...]:
    """Return who may see what: for each agency that an act in force names, and for all others together, a row a person.

    Agencies that may see nothing of anybody are told too: that somebody excepted them is worth knowing.
    """
    acts = [act for person in case.household.people for act in acts_in_force(case, person.id, day) if act.share_with]
    shares = [act.share_with for act in acts if act.share_with]
    named = [agency for share in shares for agency in (*(() if share.agencies == ALL else share.agencies), *share.excluded)]
    agencies = (*dict.fromkeys(named), *([""] if any(share.agencies == ALL for share in shares) else []))
    people = [person.id for person in case.household.people]
    return tuple(_seen_by(case, office, day, agency, person) for agency in agencies for person in people)


def view_limits(world: World, case: CaseFile) -> tuple[LimitRow, ...]:
    """Return what stays off a paper of this household whatever is consented to: protected whereabouts, people kept apart."""
    path = case.household.path
    found = [
        LimitRow(
            person=person.id,
            reason=f"{person.id} には支援措置があります。住所・電話・学校・職場は、同意があっても伏せます",
            remedy="支援措置が解かれたら、世帯の protected を消してください（until を過ぎただけでは解かれません）",
            because=path,
            key=("people", at, "protected"),
        )
        for at, person in enumerate(case.household.people)
        if person.protected is not None
    ]
    for pair in pairs_touching(world, case):
        who = "・".join(person if home == case.id else f"{home}#{person}" for home, person in (pair.a, pair.b))
        reason = f"{who} は同じ資料に載せない組（never_together）です。議題の対象でないほうを載せません"
        remedy = "組でなくなったら、世帯の never_together から外してください"
        here = next((person for home, person in (pair.a, pair.b) if home == case.id), "")
        found.append(LimitRow(person=here, reason=reason, remedy=remedy, because=pair.path, key=pair.key))
    return tuple(found)


def _ask(case: CaseFile, person: str, day: date, wanted: Wanted, office: Office) -> Verdict:
    """Return what the consents say, or that one of them cannot be read: it might be a withdrawal (rule 6 of the gate)."""
    unread = next((path for path in case.unread if "/consents/" in path), None)
    if unread is None:
        return may_share(case, person, day, wanted, office)
    reason, remedy = "読めない同意の記録があり、撤回かもしれません", "`seki check` で記録を直してください"
    return no(reason, because=unread, remedy=remedy)


def _content(person: str, contents: tuple[str, ...], verdict: Verdict) -> ContentRow:
    return ContentRow(
        person=person,
        contents=contents,
        shown=verdict.ok,
        reason=verdict.reason,
        remedy=verdict.remedy,
        because=verdict.because,
        key=verdict.key,
    )


def _seen_by(case: CaseFile, office: Office, day: date, agency: str, person: str) -> AgencyRow:
    circle = (agency,)
    if _ask(case, person, day, Wanted(agencies=circle, need=ALL), office):
        contents: tuple[str, ...] = (ALL,)
    else:
        contents = tuple(n for n in CATEGORIES if _ask(case, person, day, Wanted(agencies=circle, need=(n,)), office))
    tax = bool(_ask(case, person, day, Wanted(agencies=circle, tax=True), office))
    return AgencyRow(agency=agency, person=person, contents=contents, tax=tax)


def _row(role: str, act: Consent, verdict: Verdict, office: Office) -> ConsentRow:
    share = act.share_with
    row = ConsentRow(
        person=act.person,
        role=role,
        act=act.act,
        shown=verdict.ok,
        given_on=act.date,
        given_by=act.given_by,
        categories=(ALL,) if act.categories == ALL else tuple(act.categories),
        agencies=() if share is None else (ALL,) if share.agencies == ALL else tuple(share.agencies),
        excluded=share.excluded if share else (),
        tax=act.tax,
        until=act.until,
    )
    return _allowed(row, act, office) if verdict else _refused(row, verdict)


def _refused(row: ConsentRow, verdict: Verdict) -> ConsentRow:
    return replace(row, reason=verdict.reason, remedy=verdict.remedy, because=verdict.because, key=verdict.key)


def _allowed(row: ConsentRow, act: Consent, office: Office) -> ConsentRow:
    scope = [f"{show_day(act.date)}の{act.act}が有効です"]
    if row.excluded:
        scope.append("除く機関: " + "・".join(office.agency_name(agency) for agency in row.excluded))
    if not row.tax:
        scope.append("税情報は含みません")
    ends = f"期限（{show_day(row.until)}）を過ぎるか、撤回されると" if row.until else "撤回されると"
    remedy = f"{ends}見せられなくなります。範囲を変えるには同意を取り直してください"
    return replace(row, reason="。".join(scope), remedy=remedy, because=act.path, key=("act",))
