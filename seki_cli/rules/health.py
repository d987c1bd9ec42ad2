"""What `seki doctor` says of a clone: each fact judged, put into one sentence, with what to do now.

Nothing here repeats a value of a record or a name that somebody chose: files by their place, all else by number and day.
出典: safety.md「Recover」「Sync」（何が共有されていないか、いつからか、何がわきに置かれているかを示す）
"""

from datetime import date, timedelta
from typing import Final

from seki_cli.model.health import ACT, HEED, EditFacts, GitFacts, Item, ObjectFacts, SharingFacts, Topic
from seki_cli.model.wareki import show_day
from seki_cli.rules.health_place import size_words

_FIX: Final = "seki doctor --fix を実行してください"
_CLONE: Final = "ほかの複製か共有先から git clone で取り直し、このフォルダーは消さずに取っておいてください"
_SHOWN: Final = 5
_MANY_LOOSE: Final = 1000
_LARGE: Final = 1 << 30
_OLD_SHARE: Final = timedelta(days=7)
_ODD: Final = {
    "shallow": "履歴が途中までの複製です（--depth）",
    "partial": "中身の一部がない複製です（--filter）",
    "alternates": "ほかのフォルダーの記録を借りています（alternates）",
    "submodules": "中に別の git があります（submodule）",
}
_TORN: Final = {"config": "設定（config）", "packed-refs": "枝の一覧（packed-refs）", "HEAD": "HEAD", "branch": "枝の位置"}


def judge_sharing(facts: SharingFacts, day: date) -> tuple[Item, ...]:
    """Return what is said of sharing: what only this clone has since when, and when something last came or went."""
    about = Topic(id="sharing", title="共有")
    last = f"（最後の共有 {show_day(facts.synced.date())}）" if facts.synced else ""
    if not facts.remote:
        said = "共有先がありません。この複製だけに記録があります"
        return (about.told(HEED, said, remedy="控えを取るか、共有先を決めて git remote add で加えてください"),)
    if not facts.count:
        return (about.good(f"すべて共有しています{last}"),)
    since = f"{show_day(facts.since)}から" if facts.since else ""
    late = facts.since is not None and day - facts.since > _OLD_SHARE
    said = f"{since} {facts.count} 回の保存を共有していません{last}".strip()
    return (about.told(ACT if late else HEED, said, remedy="seki sync で共有してください"),)


def judge_edits(facts: EditFacts) -> tuple[Item, ...]:
    """Return what is said of hand edits: records by their place, other files by their number."""
    about = Topic(id="edits", title="保存していない手直し")
    if not facts.known:
        return (about.told(HEED, "git に聞けないため、分かりません", remedy=_FIX),)
    if not facts.paths:
        items = [about.good("ありません")]
    else:
        more = f" ほか {len(facts.paths) - _SHOWN} 件" if len(facts.paths) > _SHOWN else ""
        said = f"{len(facts.paths)} 件: {' '.join(facts.paths[:_SHOWN])}{more}"
        items = [about.told(HEED, said, remedy="seki check で確かめ、seki save で保存してください")]
    if facts.foreign:
        said = f"{facts.foreign} 件あります。共有も保存もされません"
        items.append(
            Topic(id="foreign", title="台帳の決まりにないファイル").told(
                HEED, said, remedy="git status で見て、台帳の外へ移してください"
            )
        )
    return tuple(items)


def judge_git(facts: GitFacts) -> tuple[Item, ...]:
    """Return what is said of the repository: what hinders a save first, then what differs from a clone as seki makes it."""
    return (
        _repository(facts),
        *_halted(facts),
        _branches(facts),
        _index(facts),
        _settings(facts),
        _hook(facts),
        *_clone(facts),
        *_people(facts),
    )


def _repository(facts: GitFacts) -> Item:
    about = Topic(id="repository", title="git の台帳")
    if facts.torn:
        said = "・".join(_TORN[name] for name in facts.torn)
        remedy = f"{_FIX}。直らないときは、{_CLONE}"
        return about.told(ACT, f"{said}が壊れています", remedy=remedy, fixable=True, blocks=True)
    if facts.head == "壊れている":
        return about.told(ACT, "git が台帳を読めません", remedy=_CLONE, blocks=True)
    if facts.head == "離れている":
        said = "どの枝の上にもいません（detached HEAD）"
        return about.told(ACT, said, remedy="git switch main で枝に戻ってください", blocks=True)
    said = "枝の上にあります" if facts.head == "枝" else "まだ何も保存していません"
    return about.good(said)


def _halted(facts: GitFacts) -> tuple[Item, ...]:
    items = []
    if facts.journal:
        what = "途中の控え（journal）が読めません" if facts.journal == "読めない" else f"{facts.journal} が途中で止まっています"
        remedy = f"{_FIX}（次に保存するときにも、自動で片づきます）"
        items.append(Topic(id="journal", title="途中の保存").told(HEED, what, remedy=remedy, fixable=True))
    else:
        items.append(Topic(id="journal", title="途中の保存").good("ありません"))
    if facts.stale_locks:
        said = f"止まった git の鍵ファイルが {facts.stale_locks} 件あります"
        items.append(Topic(id="locks", title="git の鍵").told(HEED, said, remedy=_FIX, fixable=True))
    for _, command in facts.half[:1]:
        said = "git の統合（merge など）が途中のままです"
        remedy = f"git status で様子を見て、終えるか {command} で取りやめてください"
        items.append(Topic(id="half", title="途中の統合").told(ACT, said, remedy=remedy, blocks=True))
    return tuple(items)


def _branches(facts: GitFacts) -> Item:
    about = Topic(id="branches", title="ほかの枝")
    if not facts.other_heads:
        return about.good("今の枝にない保存はありません")
    said = f"今の枝にない保存をもつ枝が {facts.other_heads} 本あります"
    return about.told(HEED, said, remedy="git branch --no-merged で見て、要るものを git merge で今の枝に入れてください")


def _index(facts: GitFacts) -> Item:
    about = Topic(id="index", title="git の索引")
    if not facts.index_sound:
        said = "壊れています。保存済みの内容から作り直せます"
        return about.told(HEED, said, remedy=f"{_FIX}（次に保存するときにも、自動で直ります）", fixable=True)
    if not facts.untracked_cache:
        return about.told(HEED, "控え（untracked cache）がなく、一覧が遅くなります", remedy=_FIX, fixable=True)
    return about.good("そろっています")


def _settings(facts: GitFacts) -> Item:
    about = Topic(id="settings", title="git の設定")
    if facts.settings:
        said = f"足りません: {' '.join(facts.settings)}"
        return about.told(HEED, said, remedy=_FIX, fixable=True)
    return about.good("そろっています")


def _hook(facts: GitFacts) -> Item:
    about = Topic(id="hook", title="commit の前の検査")
    known = {"seki": "入っています", "別": "事務所のものが入っています（seki は触りません）"}
    if facts.hook in known:
        return about.good(known[facts.hook])
    said = "入っていません" if facts.hook == "なし" else "入っていますが、動きません"
    return about.told(HEED, said, remedy=_FIX, fixable=True)


def _clone(facts: GitFacts) -> tuple[Item, ...]:
    items = []
    for name in facts.oddities:
        remedy = "git clone（--depth・--filter・--shared を付けない）で作り直してください"
        items.append(Topic(id=name, title="複製の作り方").told(HEED, _ODD[name], remedy=remedy))
    if facts.locked_crypt:
        said = "暗号化などの仕組み（filter）が動いていません。保存すると、そのままの文字で記録されます"
        items.append(
            Topic(id="crypt", title="暗号化").told(
                ACT, said, remedy="git-crypt なら git-crypt unlock で開けるまで、何も保存できません", blocks=True
            )
        )
    return tuple(items)


def _people(facts: GitFacts) -> tuple[Item, Item, Item]:
    me = Topic(id="staff", title="記録者")
    who = (
        me.good(facts.staff)
        if facts.staff
        else me.told(HEED, "決まっていません", remedy="seki registry me <職員ID> で決めてください")
    )
    about = Topic(id="identity", title="git の利用者")
    user = (
        about.good("設定されています")
        if facts.identity
        else about.told(
            ACT,
            "名前とメールアドレスがありません",
            remedy='git config --global user.name "…" と user.email "…" を一度だけ実行してください',
            blocks=True,
        )
    )
    signed = "コミットに署名します" if facts.signs else "コミットに署名しません（commit.gpgsign）"
    return who, user, Topic(id="signing", title="署名").good(signed)


def judge_objects(facts: ObjectFacts) -> tuple[Item, ...]:
    """Return what is said of git's objects: whether all that the history names is there, and whether they should be packed."""
    whole = Topic(id="objects", title="履歴の中身")
    if facts.broken or not facts.checked:
        said = f"欠けているか壊れている記録が {facts.broken} 件あります" if facts.broken else "調べられませんでした（git fsck）"
        remedy = f"{_FIX}。残るときは git fetch --refetch か、{_CLONE}"
        first = whole.told(ACT, said, remedy=remedy, fixable=bool(facts.broken))
    else:
        first = whole.good("すべてそろっています（git fsck）")
    about = Topic(id="packing", title="git の大きさ")
    said = f"{size_words(facts.size)}、ばらのファイル {facts.loose} 件"
    if facts.loose >= _MANY_LOOSE:
        return first, about.told(HEED, said, remedy=f"{_FIX}（詰め直します。何も消えません）", fixable=True)
    if facts.size > _LARGE:
        return first, about.told(HEED, said, remedy="大きなファイルが履歴に入っていないか、管理する人が確かめてください")
    return first, about.good(said)
