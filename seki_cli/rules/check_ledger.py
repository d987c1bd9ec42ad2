"""Whether what was told rested on a consent that held that day."""

from collections.abc import Iterator
from dataclasses import replace

from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, finding
from seki_cli.rules.ledger import SELF, Share, find_shares
from seki_cli.rules.referring import was_allowed


@finding(
    "SEKI137",
    "同意のない機関に情報を渡した記録です",
    remedy="渡した先に連絡して回収・削除を頼み、経過を記録してください。根拠や渡した先の書き間違いなら訂正の記録を追加してください（seki case edit）",
    severity="warning",
)
def told_without_the_consent(facts: CaseFacts) -> Iterator[Fault]:
    """同意を根拠に渡した情報は、その日に有効な同意が、渡した機関まで認めているときだけ渡せます。

    撤回や拒否の後、期限が切れた後、共有先に入っていない機関に渡したものを知らせます。つなぎは、根拠が書かれていなくても、
    本人の同意・拒否などの記録があればそれに照らします。同じ日のことは、記録の順に見ます（朝に渡して夕方に撤回されたのは誤りでは
    ありません）。撤回を後から過去の日付で記録したときも出ます。
    出典: 第3章3 守秘義務・seki の記録の決まり（提供台帳の根拠）
    """
    grounded = [one for one in find_shares(facts.case, (), facts.as_of) if one.ground.consent or one.ground.referral]
    meetings = tuple(facts.around.meetings.values()) if grounded else ()
    world = World(office=facts.office, meetings=meetings)
    for share in grounded:
        before = tuple(act for act in facts.case.consents if act.order <= share.order)
        readings = [replace(facts.case, consents=acts, contested=(), unread=()) for acts in (before, facts.case.consents)]
        if _came_later(facts.case, share) or any(
            not _was_allowed(readings, agency, share, world) for agency in share.to if agency != SELF
        ):
            yield Fault(path=share.path, case=facts.case.id, key=("ground",))


def _came_later(case: CaseFile, share: Share) -> bool:
    """Say whether the consent that something was told on was given only on a later day."""
    return any(act.id == case.effective(share.ground.consent) and act.date > share.date for act in case.consents)


def _was_allowed(readings: list[CaseFile], agency: str, share: Share, world: World) -> bool:
    """Say whether the acts given before a telling, or those of its whole day, allow it: an act corrected later has a later place."""
    return any(was_allowed(case, agency, share.ground, share.date, world) for case in readings)
