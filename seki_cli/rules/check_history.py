"""Whether the records can be trusted: what they say against the saves that brought them, and the clock against both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from seki_cli.model.plan import Decision, Plan
from seki_cli.model.record import Event
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.revision import decisions_on

_CASE: Final = re.compile("R[0-9]{2}-[0-9A-HJKMNP-TV-Z]{7}")
_BY_HAND: Final = "seki: save"
_ONE_KIND: Final = {
    "seki: note add ": "note",
    "seki: monitor ": "monitoring",
    "seki: consent add ": "consent",
    "seki: consent withdraw ": "consent",
}
_LATE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSave:
    """The save that brought an event: its day, what it says it did, and whether it is a merge that no save stands behind."""

    day: date
    subject: str
    by_merge: bool


@finding(
    "SEKI165",
    "今日の日付が、保存されている記録より前になっています",
    remedy="この機械の時計を確かめてください。前の日のこととして見るなら、--as-of で日付を指定してください",
    severity="warning",
    scope="git",
)
def clock_behind_the_history(today: date, newest: date | None) -> Iterator[Fault]:
    """最後に保存した記録の日付より、機械の時計が 1 日を超えて遅れています。

    時計が遅れていると、来ているはずの期限が一覧に出ず、モニタリングや回答の期限を見落とします。夜のジョブの一覧が
    空になるのは、この場合がいちばん危険です。--as-of か SEKI_TODAY で日付を指定したときは調べません。先の日付で
    保存してしまった記録があるときも出ます（seki history で日付を確かめられます）。
    出典: 第3章3（モニタリングの時期）・seki の決まり（日付は日本時間の一つの時計から）
    """
    if newest is not None and newest - today > _LATE:
        yield Fault(path="")


@finding(
    "SEKI166",
    "保存の記録（コミット）と食い違う記録です",
    remedy="git の履歴で、だれがこの記録を入れたかを確かめてください。正しくないものなら訂正の記録を追加してください（seki case edit ケース 記録）",
    severity="warning",
    scope="git",
)
def record_unlike_its_save(record: Event, saved: FirstSave) -> Iterator[Fault]:
    """記録に書かれた記録日（recorded）やケースが、それを台帳に入れた保存と合いません。

    seki の保存は、記録日と同じ日付で、そのケースの番号を件名に付けて残ります。手で書いて後から保存した記録
    （seki save、ほかの道具での保存）は、記録日が保存より前でもかまいません。保存の日より後の記録日、seki の保存なのに
    違う記録日、件名にないケース、件名と違う種類の記録、どの保存にもなくまとめ（マージ）で入った記録は、あとから
    差し入れたおそれがあります。作成者と日付は書き換えられるので、食い違いがないことは正しさの証明にはなりません。
    出典: seki の記録の決まり（事象は一度だけ書き、保存とともに残る）
    """
    yield from (at(record, said, key=key) for said, key in _unlike(record, saved))


def _unlike(record: Event, saved: FirstSave) -> Iterator[tuple[str, tuple[str, ...]]]:
    recorded = record.recorded.date()
    ours = saved.subject.startswith("seki: ") and saved.subject != _BY_HAND
    named = _CASE.findall(saved.subject)
    kind = next((kind for verb, kind in _ONE_KIND.items() if saved.subject.startswith(verb)), record.record_kind)
    if saved.by_merge:
        yield "どの保存にもなく、まとめ（マージ）のときに入った記録です", ()
    elif recorded > saved.day:
        yield "記録した日が、保存された日より後になっています", ("recorded",)
    elif ours and recorded < saved.day:
        yield "記録した日が、保存された日と違います", ("recorded",)
    elif ours and named and record.case not in named:
        yield "保存の件名にないケースの記録です", ("case",)
    elif record.record_kind != kind:
        yield "保存の件名と違う種類の記録です", ("schema",)


@finding(
    "SEKI167",
    "git が気づかないまま、保存と違っているファイルです",
    remedy="seki doctor で台帳の様子を確かめてください。直すには git update-index --really-refresh を実行し、git status に出た違いを確かめます",
    scope="git",
)
def file_hidden_from_git(path: str, case: str) -> Iterator[Fault]:
    """ファイルが保存されているものと違うのに、git は変わっていないと言っています。

    git の索引に「変わっていないことにする」印（assume-unchanged・skip-worktree）が付いているか、無視の設定（.gitignore・
    info/exclude）に入っています。このままでは、画面に出る内容と保存されている内容が違い、ほかの人には届きません。
    出典: seki の記録の決まり（保存したものだけが残る）
    """
    yield Fault(path=path, case=case)


@finding(
    "SEKI168",
    "git の中の記録が壊れているか、履歴が途中で切れています",
    remedy="ほかの複製（共有先）から git clone で取り直し、ここにだけある保存を移してください。消さずに所管課に伝えてください",
    scope="git",
)
def broken_in_git(paths: tuple[str, ...], broken: bool, cut: bool) -> Iterator[Fault]:
    """保存されている記録を全部読み直し、名前（中身から計算した番号）と合わないものを探します。

    ディスクの故障や、git の中のファイルの書き換えで起こります。浅い複製（shallow）や接ぎ木（grafts）は、履歴の
    一部を見えなくするので、書き換えを調べられません。
    出典: seki の記録の決まり（履歴は切らない）・git fsck
    """
    yield from (Fault(path=path, message="git の中の記録が壊れています") for path in paths)
    if broken and not paths:
        yield Fault(path="", message="git の中に、壊れているか足りないものがあります")
    if cut:
        yield Fault(path="", message="履歴が途中で切れています（浅い複製か接ぎ木）", severity="warning")


@finding(
    "SEKI169",
    "決定を保存した時と、プランの内容が違います",
    remedy="git の履歴から決定の時の内容に戻し、変えたいことは新しい版にして会議に諮ってください（seki plan revise）",
    scope="git",
)
def plan_unlike_its_decision(plan: Plan, kept: str) -> Iterator[Fault]:
    """会議が決めた版を、決定の記録が保存された時の内容と比べます。

    決定の記録が持つ控え（plan_hash）と合わせて書き換えられたプランも、結果が「不適切」などで控えだけでは調べない
    プランも、履歴と比べれば分かります。空白やコメントの違いは数えません。
    出典: 第3章3（プラン変更時にも会議を開く）
    """
    if plan.content_hash and plan.content_hash != kept:
        yield at(plan)


def changed_again(found: Finding) -> Finding:
    """Return the finding of a changed event as a hint where the first text stands there again: nothing is left to be done."""
    return replace(found, severity="hint", message=f"{found.message}が、いまは元の内容に戻っています")


def is_news(found: Finding, known: set[tuple[str, str]]) -> bool:
    """Say whether the history tells something that the records have not told already, of the same file."""
    return (found.path, found.code) not in known and (found.code != "SEKI169" or (found.path, "SEKI065") not in known)


def kept_versions(case: CaseFile, written: CaseFile) -> tuple[tuple[Plan, Decision], ...]:
    """Return each decided version with every record of its decision: the first, and those that corrected it (`written`: unsettled).

    A decision that was taken back, or that a correction moved to another version, decided nothing on this one.
    """
    return tuple(
        (plan, record)
        for plan in case.plans
        for decision in decisions_on(case, plan)
        for record in written.decisions
        if (record.plan, record.version) == (plan.id, plan.version) and case.effective(record.id) == decision.id
    )
