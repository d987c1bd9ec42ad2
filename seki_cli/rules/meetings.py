"""What may be put on a meeting's agenda, and which consent a つなぎ rests on."""

from datetime import date
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.plan import PLAN_TIMINGS, Plan
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile
from seki_cli.rules.consent_days import consent_ended
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.sharing import Wanted, contested_consent, is_consenting, may_share, subject_of

ENDS: Final = ("終結", "中断")


def may_add(
    meeting: Meeting, kind: MeetingKind, case: CaseFile, timing: str, plan: Plan | None, *, stated: bool = False
) -> Verdict:
    """Say whether a case may be put on a meeting at a timing, with a plan or without one.

    The kind must take cases and decide the timing; where it needs consent, that of the plan's persons (without a plan: of
    the 本人) must be live on the meeting's day. A plan whose consent has ended may be put at 終結 and 中断 only: somebody has
    to end it. Where the kind has a gate, the case must have passed it. `stated`: the item says both why it is taken up without consent and on which legal basis, which a kind that
    decides case by case asks for. Whether the plan is missing or fit is another rule's question: consent is asked first.
    出典: 第3章3（本人の同意が得られている事例を取り扱う・4つのタイミング・会議内容①〜③）
    """
    taken = may_take_cases(kind)
    if not taken:
        return taken
    if not _decides(kind, timing):
        above = f"上位の会議（{kind.under}）か、" if kind.under else ""
        remedy = f"{above}`seki registry meetings` で、この時機を扱う会議を確かめてください"
        return no(f"{kind.name}は「{timing}」を扱いません", remedy=remedy)
    early = _is_there_by(case, plan, meeting.date)
    if not early:
        return early
    consented = YES if kind.consent == "per_case" and stated else _all_consent(kind, case, timing, plan, meeting.date)
    return consented if not consented or timing in ENDS else has_passed_gate(meeting, kind, case)


def may_take_cases(kind: MeetingKind) -> Verdict:
    """Say whether a kind of meeting takes up single cases at all: one that does not is given none, and its papers hold none.

    出典: 会議が何をするかは市区町村の決まり（profile の takes_cases）
    """
    if kind.takes_cases:
        return YES
    return no(f"{kind.name}は個別の事例を扱いません", remedy="`seki registry meetings` で事例を扱う会議を確かめてください")


def has_passed_gate(meeting: Meeting, kind: MeetingKind, case: CaseFile) -> Verdict:
    """Say whether a case may come before a meeting whose kind has a gate: a つなぎ to its convenor that was accepted.

    Accepted is what was taken up (受理) by the day of the meeting and not taken back, whatever was done with it since. A plan is
    ended (終結, 中断) without asking: somebody has to end it. 出典: 要請を受理した事例を扱う会議がある（profile の gate）
    """
    if kind.gate != "受理":
        return YES
    convenor = meeting.convenor or kind.convenor
    sent = [state for state in referral_states(case, meeting.date) if state.referral.to_agency == convenor]
    if any(_is_accepted(state) for state in sent):
        return YES
    if waiting := next((state.referral for state in sent if state.open), None):
        remedy = f"受ける機関が `seki referral accept {case.id}/{waiting.id}` で受理してから加えてください"
        return no(
            "この会議は、主催する機関が受理した事例を扱います。つなぎがまだ受理されていません",
            because=waiting.path,
            remedy=remedy,
        )
    remedy = f"`seki refer {case.id} --to-agency {convenor or '主催の機関'}` でつなぎ、受理されてから加えてください"
    return no(
        "この会議は、主催する機関が受理した事例を扱います。受理されたつなぎがありません", because=case.head.path, remedy=remedy
    )


def _is_accepted(state: ReferralState) -> bool:
    return state.status in ("受理", "対応中", "完了")


def _all_consent(kind: MeetingKind, case: CaseFile, timing: str, plan: Plan | None, day: date) -> Verdict:
    if kind.consent == "not_required":
        return YES
    refusal = next((v for person in _subject(case, plan) if not (v := _consents(case, person, timing, plan, day))), YES)
    if refusal or kind.consent != "per_case":
        return refusal
    more = "同意なしで取り上げるときは、議題に理由（why）と根拠（basis）の両方を書いてください"
    return no(refusal.reason, because=refusal.because, key=refusal.key, remedy=f"{refusal.remedy}。{more}")


def may_discuss_gap(meeting: Meeting, kind: MeetingKind, timing: str) -> Verdict:
    """Say whether a 地域課題, which is nobody's case, may be put on a meeting: its kind must take up that timing.

    出典: 第3章3 1.位置付け・2.③（地域生活課題に対する社会資源の開発などに向けた取組も検討する）
    """
    if timing in PLAN_TIMINGS:
        return no(f"地域課題は「{timing}」では諮れません", because=meeting.path, remedy="--timing を省くと「社会資源」になります")
    if not _decides(kind, timing):
        remedy = "`seki registry meetings` で、この時機を扱う会議を確かめてください"
        return no(f"{kind.name}は「{timing}」を扱いません", because=meeting.path, remedy=remedy)
    return YES


def _decides(kind: MeetingKind, timing: str) -> bool:
    return timing in kind.decides or (timing not in PLAN_TIMINGS and timing in kind.points)


def _is_there_by(case: CaseFile, plan: Plan | None, day: date) -> Verdict:
    """Say whether a case was open, and the version made, by the day of the meeting: what it decided would lie before them."""
    remedy = "会議の番号と日を確かめてください（日を変えるのは seki meeting move）"
    opened = min((intake.received_on for intake in case.intakes), default=day)
    if opened > day:
        return no("会議の日には、まだ受け付けていないケースです", because=case.head.path, remedy=remedy)
    if plan is not None and plan.made_on > day:
        return no("会議の日には、まだ作られていない版です", because=plan.path, key=("made_on",), remedy=remedy)
    return YES


def _subject(case: CaseFile, plan: Plan | None) -> tuple[str, ...]:
    return subject_of(case, plan.persons if plan else ()) or ("P1",)


def _consents(case: CaseFile, person: str, timing: str, plan: Plan | None, day: date) -> Verdict:
    unread = next((path for path in case.unread if "/consents/" in path), None)
    if unread is not None:
        remedy = "`seki check` で記録を直してからもう一度入れてください"
        return no("読めない同意の記録があり、撤回かもしれません", because=unread, remedy=remedy)
    verdict = is_consenting(case, person, day)
    if verdict or (plan is not None and timing in ENDS and _has_ended(case, person, day)):
        return YES
    remedy = f"同意を得て `seki consent add {case.id}` で記録するか、同意を要しない会議に諮ってください"
    if plan is not None and _has_ended(case, person, day):
        remedy += "。同意が終わったプランは、終結か中断としてなら諮れます"
    return no(f"会議の日に有効な本人同意がありません。{verdict.reason}", because=verdict.because, key=verdict.key, remedy=remedy)


def _has_ended(case: CaseFile, person: str, day: date) -> bool:
    return contested_consent(case, person, day) is None and consent_ended(case, (person,), day) is not None


def find_referral_ground(case: CaseFile, to_agency: str, day: date) -> str:
    """Return the id of the consent that a つなぎ to an agency rests on: the one live act that covers it; none is an empty text.

    The 本人's consent counts, and it must be one act: where two stand side by side, a person says which.
    """
    principals = case.household.principals
    if len(principals) != 1:
        return ""
    acts = acts_in_force(case, principals[0], day)
    allowed = may_share(case, principals[0], day, Wanted(agencies=(to_agency,)), Office())
    return acts[0].id if allowed and len(acts) == 1 else ""


def told_of_seat(office: Office, agency: str, staff: str, day: date) -> str:
    """Return what is to be told where somebody is seated for an agency at which they are not posted on the day; else nothing.

    Not refused: one may well sit in for another agency. The paper then leaves out what either of the two may not see.
    出典: 未確認（窓口の慣行）
    """
    posting = office.posting(staff, day) if staff else None
    if not staff or (posting and posting.agency == agency):
        return ""
    home = (
        f"{staff} のその日の所属は{office.agency_name(posting.agency, day)}です"
        if posting
        else f"{staff} はその日は配属されていません"
    )
    return f"{home}。{office.agency_name(agency, day)}の席でよいか、職員名簿（seki registry staff）と見比べてください"
