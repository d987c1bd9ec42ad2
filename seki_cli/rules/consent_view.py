"""What each person's consent allows on a day, told so that anybody at the desk understands why."""

from dataclasses import dataclass, replace
from datetime import date

from seki_cli.model.contact import ALL, Consent
from seki_cli.model.office import Office
from seki_cli.model.verdict import Verdict
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.sharing import Wanted, may_share


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


def view_consents(case: CaseFile, office: Office, agency: str | None, day: date) -> tuple[ConsentRow, ...]:
    """Return a row for each act in force of each person of a household, in the household's order; one for who has none.

    This is the consent alone: a meeting that needs no consent may share more, and the gate may hold back more.
    """
    rows: list[ConsentRow] = []
    for person in case.household.people:
        verdict = may_share(case, person.id, day, Wanted(agencies=(agency,) if agency else ()), office)
        acts = acts_in_force(case, person.id, day)
        if not acts:
            rows.append(_refused(ConsentRow(person=person.id, role=person.role, act="なし", shown=False), verdict))
        rows += [_row(person.role, act, verdict, office) for act in acts]
    return tuple(rows)


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
    return replace(row, reason="。".join(scope), remedy=remedy, because=act.path)
