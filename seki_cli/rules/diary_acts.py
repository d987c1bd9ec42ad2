"""What an act of a case is called in the diary: a つなぎ accepted or declined, a consent withdrawn, a plan decided on."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from seki_cli.model.case import Intake, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.office import Office
from seki_cli.model.plan import PLAN_TIMINGS, Closing, Decision, Evaluation, Monitoring, Moved, Placement
from seki_cli.model.record import Event
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
    """How often each day has been moved so far (to-dos, reviews by plan, answers by つなぎ), and the last day of each goal."""

    def __init__(self) -> None:
        """Begin with nothing moved yet."""
        self.moved: dict[str, int] = {}
        self.days: dict[str, date] = {}

    def again(self, what: str) -> str:
        """Count one more moving and return how it is told."""
        self.moved[what] = self.moved.get(what, 0) + 1
        return f"（{self.moved[what]}回目）"


def act_words(act: Event, office: Office, counts: Counts) -> Iterator[str]:
    """Yield what an act did. A correction is told by what it corrects and nothing else: that is no new act."""
    if act.corrects is not None:
        title = KIND_TITLES.get(act.record_kind, act.record_kind)
        yield f"{title} {act.corrects.record} を" + ("取り消した（別の記録だったため）" if act.corrects.void else "訂正した")
        return
    match act:
        case Consent():
            yield f"{act.person} の{_CONSENTS[act.act]}"
        case Referral():
            yield f"{office.agency_name(act.to_agency)}へつないだ（{act.ask}）"
        case ReferralStep():
            yield from _step(act, counts)
        case Decision():
            yield from _decision(act, counts)
        case Monitoring():
            moved = f"、次回を延ばした{counts.again(act.plan)}" if act.reason_if_moved and act.next_date else ""
            yield f"モニタリングを記録（{act.result}）{moved}"
        case _:
            yield _other(act, office)


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


def _step(act: ReferralStep, counts: Counts) -> Iterator[str]:
    moved = act.step in ("期限変更", "保留") and act.reply_by is not None
    yield _STEPS[act.step] + (counts.again(act.referral) if moved else "")


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
        return f"宿題 {moved.of} の期限を延ばした{counts.again(moved.of)}"
    said = {"完了": "が済んだ", "取消": "を取り消した", "担当変更": "の担当を変えた"}[moved.act]
    return f"宿題 {moved.of} {said}"
