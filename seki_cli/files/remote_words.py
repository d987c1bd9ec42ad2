"""What git says of a shared place, in the words of those who share it. Nothing of a record stands in any of them."""

import re
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.git import GitFailed

_MOST_LINES: Final = 20
_AGAIN: Final = "確かめてから、もう一度 `seki sync` を実行してください。"
_ADD: Final = "`git remote add origin <共有先の場所>` を一度だけ実行してから、もう一度 `seki sync` を実行してください。"
_KEPT: Final = "この台帳の記録はそのままです。"

_SAID: Final[tuple[tuple[str, str, str], ...]] = (
    (
        r"dubious ownership",
        "共有先のフォルダーの持ち主が、いまの利用者と違います。",
        "持ち主を直すか、納得のうえで `git config --global --add safe.directory <共有先のフォルダー>` を実行してください。",
    ),
    (
        r"Host key verification failed",
        "共有先の機械を、まだ確かめていません（ssh）。",
        "端末で一度 `ssh <共有先の機械>` を実行し、指紋を管理者に確かめてください。",
    ),
    (
        (
            r"Permission denied \([a-z,-]+\)|Too many authentication failures|Authentication failed|could not read (?:Username|Password)"
            r"|terminal prompts disabled|The requested URL returned error: 40[13]"
        ),
        "共有先に入ることを断られました（鍵かパスワードが合いません）。",
        "鍵を ssh-agent に入れるか、管理者に登録を頼んでください。seki はパスワードを尋ねません。",
    ),
    (
        (
            r"Could not resolve host|Connection (?:refused|timed out|closed|reset)|No route to host|Network is unreachable|timed out"
            r"|Operation too slow|unable to access|kex_exchange_identification"
        ),
        "共有先につながりません。",
        "ネットワークを確かめてください。",
    ),
    (
        r"does not appear to be a git repository|not a git repository|[Rr]epository .* not found|No such file or directory",
        "共有先が見つかりません。",
        "USB メモリーや共有フォルダーがつながっているか、場所（`git remote -v`）が合っているかを確かめてください。",
    ),
    (
        r"shallow",
        "共有先が、履歴の一部しか持たない clone です。",
        "共有先は `git init --bare` か `seki init --server` で作ってください。",
    ),
)
_FETCHED: Final[tuple[tuple[str, str, str], ...]] = (
    (
        r"\[rejected\].*\(non-fast-forward\)",
        "共有先の履歴が、前に見たところより巻き戻されています。取り込んでいません。",
        (
            "別の USB メモリーや場所に替えたのでなければ、だれが何のために戻したのかを管理者に確かめてください。"
            "ここにない分をこの台帳から送り直してよいときは、`git update-ref -d {seen}` のあとで `seki sync` を実行します。"
        ),
    ),
    (
        r"No space left on device|Disk quota exceeded",
        "ディスクに空きがないため、取り込めませんでした。",
        "空きを作ってください。",
    ),
    (
        r"fsck error|fsckObjects|index-pack failed|unpack-objects failed|bad object|did not send all|missing .* object|corrupt|loose object",
        "共有先の中身が壊れているか、正しくないものが入っているため、取り込みませんでした。",
        "管理者に、共有先で `git fsck` を実行してもらってください。",
    ),
)
_PUSHED: Final[tuple[tuple[str, str, str], ...]] = (
    (r"No space left on device|Disk quota exceeded", "共有先のディスクに空きがありません。", "共有先に空きを作ってください。"),
    (
        r"Read-only file system|insufficient permission|Permission denied|unable to create|unable to write",
        "共有先に書き込めません。",
        "共有先の権限と、USB メモリーの書き込み禁止を確かめてください。",
    ),
    (
        r"branch is currently checked out",
        "共有先が、だれかの作業用の台帳になっています。",
        "共有先は `seki init --server` か `git init --bare` で作ってください。",
    ),
)


def place_of(name: str) -> str:
    """Return how a refusal names the place that git calls `name`: the word alone would tell nobody what it is."""
    return f"共有先 {name}"


def explain_fetch(failed: GitFailed, name: str, seen: str) -> Blocked:
    """Return the refusal where nothing could be fetched from the place that git calls `name`, whose branch was last seen as `seen`."""
    return _explain(failed, name, (*_FETCHED, *_SAID), "共有先から取り込めませんでした。", seen)


def explain_push(failed: GitFailed, name: str) -> Blocked:
    """Return the refusal where the place that git calls `name` did not take what was sent: its own words where it has some."""
    by_rule = re.search(r"\[remote rejected\](?!.*\(unpacker error\))", failed.stderr)
    if by_rule and not re.search(_PUSHED[2][0], failed.stderr):
        said = "".join(f"\n  共有先: {line}" for line in _remote_lines(failed.stderr))
        return Blocked(
            "共有先の決まりにより、受け取ってもらえませんでした。共有していません。",
            where=place_of(name),
            remedy=f"下の説明のところを直してから、もう一度 `seki sync` を実行してください。{_KEPT}{said}",
        )
    return _explain(failed, name, (*_SAID[:4], *_PUSHED, *_SAID[4:]), "共有先へ送れませんでした。")


def _remote_lines(stderr: str) -> list[str]:
    """Return what the program over there said: its own sentences, without git's about the sending."""
    lines = (line.removeprefix("remote:").strip() for line in stderr.splitlines() if line.startswith("remote:"))
    return [line for line in lines if line][:_MOST_LINES]


def _explain(failed: GitFailed, name: str, table: tuple[tuple[str, str, str], ...], otherwise: str, seen: str = "") -> Blocked:
    for pattern, message, remedy in table:
        if re.search(pattern, failed.stderr):
            return Blocked(f"{message}{_KEPT}", where=place_of(name), remedy=remedy.replace("{seen}", seen))
    return Blocked(f"{otherwise}{_KEPT}", where=place_of(name), remedy=f"`git fetch {name}` で様子を{_AGAIN}")


def no_remote(*, several: bool) -> Blocked:
    """Return the refusal where git knows no place to share with, or several and none of them as the usual one."""
    if several:
        remedy = "`git branch --set-upstream-to=<名前>/main` で、ふだんの共有先を決めてください。"
        return Blocked("共有先が複数あり、どれか決まっていません。", where="git remote", remedy=remedy)
    return Blocked("この台帳には、まだ共有先がありません。", where="git remote", remedy=_ADD)


def shallow() -> Blocked:
    """Return the refusal where this clone has only a part of the history: what two clones have in common could not be seen."""
    return Blocked(
        "履歴の一部しか持たない clone（--depth）なので、共有できません。",
        where=".git/shallow",
        remedy="`git fetch --unshallow` で履歴を全部そろえてから、もう一度実行してください。",
    )


def gone_branch(name: str, seen: str) -> Blocked:
    """Return the refusal where what was once shared is there no more: another stick, or a place that was made anew."""
    return Blocked(
        f"前に共有したものが、共有先からなくなっています。{_KEPT}",
        where=place_of(name),
        remedy="別の USB メモリーや作り直した共有先ではないか確かめてください。ここへ送り直してよいときは、"
        f"`git update-ref -d {seen}` のあとで `seki sync` を実行します。",
    )


def other_branch(name: str, branch: str) -> Blocked:
    """Return the refusal where others share under another name of the branch: the clones would never meet."""
    return Blocked(
        f"共有先には枝 {branch} がなく、別の名前の枝があります。{_KEPT}",
        where=place_of(name),
        remedy=f"`git ls-remote --heads {name}` で名前を確かめ、`git branch -m <その名前>` でそろえてください。",
    )


def locked_there(name: str) -> Blocked:
    """Return the refusal where the branch stays locked over there."""
    return Blocked(
        f"共有先が、ほかの git の操作に使われたままです。{_KEPT}",
        where=place_of(name),
        remedy="それが終わってから、もう一度 `seki sync` を実行してください。続くときは管理者に知らせてください。",
    )
