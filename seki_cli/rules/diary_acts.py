"""What an act of a case is called in the diary: a つなぎ accepted or declined, a consent withdrawn, a plan decided on."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from seki_cli.model.case import Intake, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.office import Office
from seki_cli.model.plan import PLAN_TIMINGS, Closing, Decision, Evaluation, Monitoring, Moved, Placement
from seki_cli.model.record import Correction, Event
from seki_cli.model.wareki import show_day_short
from seki_cli.rules.record_words import KIND_TITLES

_STEPS: Final = {
    "受理": "つなぎを受理した",
    "保留": "つなぎの返事を保留した",
    "辞退": "つなぎを辞退した",
    "対応中": "つなぎを対応中にした",
    "完了": "つなぎを完了した",
    "取下げ": "つなぎを取り下げた",
    "期限変更": "つなぎの回答期限を変えた",
}
_CONSENTS: Final = {
    "同意": "同意を記録",
    "一部同意": "一部同意を記録",
    "拒否": "同意の拒否を記録",
    "保留": "同意の保留を記録",
    "撤回": "同意の撤回を記録",
}
_CLOSINGS: Final = {
    "終結": "ケースを終結した",
    "中断": "ケースを中断した",
    "再開": "ケースを再開した",
    "統合": "ケースを統合した",
    "プラン取下げ": "プランを取り下げた",
}


class Counts:
    """What the diary remembers on its way.

    How often a day was moved (to-dos, reviews by plan, answers by つなぎ), the last day of each goal, to-do and answer, the
    consent that each person last gave, and every act, for its corrections.
    """

    def __init__(self) -> None:
        """Begin with nothing moved yet."""
        self.moved: dict[str, int] = {}
        self.days: dict[str, date] = {}
        self.consents: dict[str, str] = {}
        self.acts: dict[str, Event] = {}
        self.first: dict[str, str] = {}

    def again(self, what: str) -> str:
        """Count one more moving and return how it is told."""
        self.moved[what] = self.moved.get(what, 0) + 1
        return f"（{self.moved[what]}回目）"

    def root(self, reference: str) -> str:
        """Return a reference (rid, rid#num) by the act that was there first, however often that was corrected since."""
        record, mark, part = reference.partition("#")
        return self.first.get(record, record) + mark + part

    def move(self, what: str, day: date | None) -> str:
        """Take a day in place of the last and return `R7.7.15 から R7.7.25 に`; without what came before where nobody knows it."""
        before = self.days.get(what)
        if day is None:
            return ""
        self.days[what] = day
        return from_to(before, day)

    def take(self, act: Event) -> None:
        """Remember an act and the days that it promises."""
        self.acts[act.id] = act
        if act.corrects is not None:
            self.first[act.id] = self.root(act.corrects.record)
        if act.corrects is not None and act.corrects.void:
            return
        if isinstance(act, Referral):
            self.days[self.root(act.id)] = act.reply_by
        elif isinstance(act, Decision):
            self.days |= {f"{self.root(act.id)}#{todo.num}": todo.due for todo in act.todos if todo.due}
        elif isinstance(act, Consent) and act.act in ("同意", "一部同意"):
            self.consents[act.person] = act.id


def from_to(before: date | None, after: date) -> str:
    """Return from when to when a day was moved."""
    since = f"{show_day_short(before)} から " if before is not None and before != after else ""
    return f"{since}{show_day_short(after)} に"


def act_words(act: Event, office: Office, counts: Counts) -> Iterator[str]:
    """Yield what an act did. A correction is told by what it corrects, by which record, and which days it changes: no new act."""
    if act.corrects is not None:
        yield from _correction(act, act.corrects, counts)
    else:
        yield from _act(act, office, counts)
    counts.take(act)


def _correction(act: Event, corrects: Correction, counts: Counts) -> Iterator[str]:
    title = KIND_TITLES.get(act.record_kind, act.record_kind)
    if corrects.void:
        yield f"{title} {corrects.record} を {act.id} で取り消した（別の記録だったため）"
        return
    yield f"{title} {corrects.record} を {act.id} で訂正した"
    before = counts.acts.get(corrects.record)
    was, now = _days_of(before), _days_of(act)
    for label in (label for label in now if before is not None and was.get(label) != now[label]):
        day = now[label]
        yield f"{label}を {from_to(was.get(label), day)}直した" if day else f"{label}の記載を外した"


def _days_of(act: Event | None) -> dict[str, date | None]:
    """Return the days that an act names, by what they are called."""
    if act is None:
        return {}
    found: dict[str, date | None] = {"日付": act.day}
    if isinstance(act, Referral | ReferralStep):
        found["回答期限"] = act.reply_by
    if isinstance(act, Note | ReferralStep):
        found["次回の予定"] = act.next.date if act.next else None
    if isinstance(act, Monitoring):
        found["次回"] = act.next_date
    if isinstance(act, Consent):
        found["同意の期限"] = act.until
    if isinstance(act, Closing | Decision):
        found["次に確かめる日"] = act.look_again
    if isinstance(act, Decision):
        found |= {f"宿題 {todo.num} の期限": todo.due for todo in act.todos}
    return found


def _act(act: Event, office: Office, counts: Counts) -> Iterator[str]:
    match act:
        case Consent():
            yield _consent(act, counts)
        case Referral():
            yield f"{office.agency_name(act.to_agency)}へつないだ（{act.ask}）"
        case ReferralStep():
            yield _step(act, counts)
        case Decision():
            yield from _decision(act, counts)
        case Monitoring():
            moved = act.reason_if_moved and act.next_date
            later = f"、次回を {show_day_short(moved)} に延ばした{counts.again(act.plan)}" if moved else ""
            yield f"モニタリングを記録（{act.result}）{later}"
        case _:
            yield _other(act, office)


def _consent(act: Consent, counts: Counts) -> str:
    ended = counts.consents.get(act.person, "")
    which = f"（{ended} の同意）" if act.act == "撤回" and ended else ""
    return f"{act.person} の{_CONSENTS[act.act]}{which}"


def _other(act: Event, office: Office) -> str:
    match act:
        case Intake():
            return f"{office.agency_name(act.agency)}が相談を受け付けた（{act.method}）"
        case Screening():
            return "対応結果を記録"
        case Note():
            return f"支援経過を記録（{act.method}）"
        case Placement():
            return f"参加支援を記録（{act.step}）"
        case Evaluation():
            return f"評価を記録（判断は{act.judgement}）"
    return _end(act)


def _end(act: Event) -> str:
    if isinstance(act, Closing):
        return _CLOSINGS[act.act]
    if isinstance(act, Disclosure):
        return "資料を渡した、提供台帳に記録" if act.paper else "提供台帳に記録"
    return f"{KIND_TITLES.get(act.record_kind, act.record_kind)}を記録"


def _step(act: ReferralStep, counts: Counts) -> str:
    if act.step not in ("期限変更", "保留") or act.reply_by is None:
        return _STEPS[act.step]
    key = counts.root(act.referral)
    when = counts.move(key, act.reply_by)
    if act.step == "期限変更":
        return f"つなぎの回答期限を {when}変えた{counts.again(key)}"
    return f"つなぎの返事を保留し、回答期限を {when}した{counts.again(key)}"


def _decision(act: Decision, counts: Counts) -> Iterator[str]:
    who = "会議で" if act.meeting else "自治体の"
    if act.timing == "支援決定":
        yield f"自治体の支援決定を記録（{act.result}）"
    elif act.yes and act.timing in PLAN_TIMINGS:
        yield f"{who}{act.timing}が決まった（{act.result}）"
    else:
        yield f"{who}「{act.timing}」を検討した（{act.result}）"
    if act.todos:
        yield f"宿題 {len(act.todos)} 件を決めた"
    for moved in act.moved:
        yield _moved(moved, counts)


def _moved(moved: Moved, counts: Counts) -> str:
    if moved.act == "延期":
        when = counts.move(counts.root(moved.of), moved.due)
        return f"宿題 {moved.of} の期限を {when}延ばした{counts.again(counts.root(moved.of))}"
    said = {"完了": "が済んだ", "取消": "を取り消した", "担当変更": "の担当を変えた"}[moved.act]
    return f"宿題 {moved.of} {said}"
