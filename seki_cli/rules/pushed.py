"""Whether the server may take what is pushed: references, and commit by commit what became of every file.

The clones judge before they save; this judges again, because whoever uses plain git in a clone goes past them. Every commit is
looked at, not only the newest: what was taken away and put back would still stand changed in the history.
出典: safety.md の Sync・git の節（force・削除・リンク・決まりにない場所・書き換えた記録を受け取らない）
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from seki_cli.model.pushed import Objection, PushedCommit, RefUpdate, Touch

MAIN: Final = "refs/heads/main"
MOST_TOUCHES: Final = 500_000
_PLAIN: Final = "100644"
_MODES: Final = {"120000": "リンクは受け取れません", "160000": "ほかのリポジトリー（submodule）は受け取れません"}
_KEPT: Final = ("document", "plan", "settings")
"""These are edited in place and never taken away. A list of the profile may be, and whatever stands beside the records."""

_MESSAGE: Final = re.compile(r"[\t\n\r -~]*")

_PAGE: Final = "（docs/admin.md の「送った記録が断られたとき」）"
_HOW: Final = f"保存し直してから送ってください{_PAGE}"
ANEW: Final = f"この commit をやめ、{_HOW}"
SYNC: Final = f"このマージをやめ、seki sync で取り込み直してください{_PAGE}"
_CORRECT: Final = f"元に戻して{_HOW}。直すときも取り消すときも、seki case edit で訂正の記録を作ります"

Pair = tuple[PushedCommit, Touch]


def find_in_references(updates: Sequence[RefUpdate]) -> Iterator[Objection]:
    """Yield what is wrong with the references themselves: the server has one branch, and nothing takes it away."""
    for update in updates:
        if update.ref != MAIN:
            what = "タグ" if update.ref.startswith("refs/tags/") else "ほかのブランチ"
            said = f"共有先の枝は main だけです。{what}は置けません"
            yield Objection(message=said, remedy="main だけを送ってください（git push origin main）")
        elif not update.new:
            yield Objection(message="共有先の main は消せません", remedy="消さずに、そのまま使ってください")


def build_not_forward() -> Objection:
    """Return the objection to a push that does not build on what the server has (force, an unrelated history)."""
    return Objection(
        message="共有先にある記録の続きではありません（履歴を書き換えたか、別の台帳です）",
        remedy="seki sync で取り込んでから送ってください。--force は使えません",
    )


def find_too_many(commits: Sequence[PushedCommit]) -> Objection | None:
    """Return the objection to a push that nobody could judge in good time, or None."""
    if sum(len(commit.touches) for commit in commits) <= MOST_TOUCHES:
        return None
    remedy = "古い commit から何回かに分けて送ってください（git push origin <commit>:main）"
    return Objection(message="一度に送る変更が多すぎます", remedy=remedy)


def find_in_roots(commits: Sequence[PushedCommit], *, empty: bool) -> Iterator[Objection]:
    """Yield the first commits that there may not be: a workspace has one, and it is never written anew."""
    roots = [commit for commit in commits if not commit.parents]
    for root in roots[1:] if empty else roots:
        yield Objection(
            commit=root.id, message="別の台帳の履歴がまざっています", remedy="ひとつの台帳の clone から送ってください"
        )


def find_in_messages(commits: Sequence[PushedCommit], *, empty: bool) -> Iterator[Objection]:
    """Yield the commits whose message holds more than a verb and ids can: Japanese, control characters.

    A name in a message can be taken out of no history again, and it shows wherever git does. Not judged are what git itself
    says of a merge (it names the folder that was pulled from), and what an office brings along into a server that is still
    empty. 出典: safety.md「Access」（ケースを履歴から消せるのは、題に番号だけがあるから）
    """
    said = "commit の題に、英数字の操作と番号のほかの文字があります（氏名などが履歴に残ります）"
    for commit in () if empty else commits:
        own = len(commit.parents) > 1 and commit.message.startswith("Merge ")
        if not own and not _MESSAGE.fullmatch(commit.message):
            yield Objection(commit=commit.id, message=said, remedy=ANEW)


def find_in_commit(commit: PushedCommit) -> Iterator[Objection]:
    """Yield what a commit did that no commit may: to records, by links and foreign files, in a merge behind everybody's back."""
    if len(commit.parents) > 2:
        yield Objection(commit=commit.id, message="三つ以上の履歴をまとめたマージは受け取れません", remedy=SYNC)
        return
    for touch in commit.touches:
        found = _in_kind(touch) or (_in_merge(touch, commit) if len(commit.parents) > 1 else _in_plain(touch))
        if found:
            yield Objection(commit=commit.id, path=touch.path, message=found[0], remedy=found[1])


def to_be_read(commits: Sequence[PushedCommit], found: Sequence[Objection]) -> tuple[Pair, ...]:
    """Return the files whose text nobody has judged yet: new ones, against which nothing was said already."""
    said = {(one.commit, one.path) for one in found}
    return tuple(
        (commit, touch)
        for commit in commits
        for touch in commit.touches
        if touch.new and touch.new not in touch.olds and (commit.id, touch.path) not in said
    )


def find_in_whole(commit: str, needed: Sequence[str], there: frozenset[str]) -> Iterator[Objection]:
    """Yield the files that the newest commit has to have and has not: settings, and both heads of each case that was touched."""
    for path in needed:
        if path not in there:
            said = (
                "seki の台帳ではありません（seki.yaml がありません）"
                if path == "seki.yaml"
                else "ケースに必要なファイルがありません"
            )
            yield Objection(commit=commit, path=path, message=said, remedy="seki で作った台帳から送ってください")


def _in_kind(touch: Touch) -> tuple[str, str] | None:
    if touch.new and touch.mode != _PLAIN:
        return _MODES.get(touch.mode, "実行できる印の付いたファイルは受け取れません"), ANEW
    if touch.new and touch.nature == "foreign":
        return _foreign(touch.path), ANEW
    return None


def _foreign(path: str) -> str:
    parts = path.split("/")
    if not path.isascii() or not path.isprintable():
        return "名前に使えない文字のあるファイルは受け取れません"
    if parts[0] == "cases" and len(parts) > 3 and parts[1] != parts[2][:3]:
        return "ケース番号と年度のフォルダーが合いません。同じケースが二か所にできてしまいます"
    return "台帳の決まりにない場所か名前のファイルは受け取れません"


def _in_plain(touch: Touch) -> tuple[str, str] | None:
    if touch.nature == "event" and touch.olds[0]:
        return ("保存した記録が書き換えられています" if touch.new else "保存した記録が消されています"), _CORRECT
    if touch.nature in _KEPT and not touch.new:
        return "保存したファイルが消されています", f"消したファイルを戻して{_HOW}"
    return None


def _in_merge(touch: Touch, commit: PushedCommit) -> tuple[str, str] | None:
    """Return what is wrong with one file of a merge: it may take what a parent changed and nothing else.

    Of an event whatever a parent has. Of a file that one side changed, that side's text; where both changed it, either
    one's or one put together from both. Where the common ancestors differ among themselves, nobody can say who changed it.
    """
    there = {old for old in touch.olds if old}
    if touch.nature == "event":
        return None if there == {touch.new} else (_of_event(touch, there), SYNC)
    if touch.nature in _KEPT and there and not touch.new:
        return "マージで、ファイルが消されています", SYNC
    bases = set(touch.bases) or {""}
    changed = {old for old in touch.olds if old not in bases}
    unclear = len(bases) > 1 or len(changed) > 1 or _takes_profile_whole(touch, commit)
    undone = touch.new not in touch.olds and (not touch.new or bases == {touch.new})
    if touch.new in (changed or bases) or (there and unclear and not undone):
        return None
    if touch.new in touch.olds or undone:
        return "マージで、変更が捨てられています", SYNC
    return "マージで、どちらの側にもない変更が加えられています", SYNC


def _of_event(touch: Touch, there: set[str]) -> str:
    if not touch.new:
        return "マージで、保存した記録が消されています"
    return "マージで、保存した記録が書き換えられています" if there else "マージで、どちらの側にもない記録が加えられています"


def _takes_profile_whole(touch: Touch, commit: PushedCommit) -> bool:
    """Say whether the merge took profile/ of one side as it is, which a person may choose where both sides changed it."""
    if touch.nature != "profile":
        return False
    lists = [one for one in commit.touches if one.nature == "profile"]
    return any(
        all(one.new == one.olds[side] for one in lists) and any(one.olds[side] not in one.bases for one in lists)
        for side in range(len(commit.parents))
    )
