"""What `seki doctor` says of where a clone lies: who may open it, the disk, and what is left lying in it."""

from typing import Final

from seki_cli.model.health import ACT, HEED, AccessFacts, Item, Kept, PlaceFacts, Topic
from seki_cli.model.wareki import show_day

_FIX: Final = "seki doctor --fix を実行してください"
_SHOWN: Final = 5
_LITTLE: Final = 200 << 20
_NONE_LEFT: Final = 20 << 20
_FULL: Final = 1 << 20


def judge_access(facts: AccessFacts) -> tuple[Item, ...]:
    """Return what keeps whoever asks from opening the repository, () where nothing does; as long as it does, nothing else is known."""
    items = []
    if facts.another_s:
        said = "台帳のフォルダーの持ち主が、いまの利用者と違います。ほかの項目は調べていません"
        remedy = "持ち主の利用者で実行するか、管理する人に持ち主を直して（chown）もらってください"
        items.append(Topic(id="owner", title="持ち主").told(ACT, said, remedy=remedy, blocks=True))
    if facts.closed:
        said = f".git の中に、開く権限のないファイル・フォルダーが {facts.closed} 件あります。ほかの項目は調べていません"
        remedy = "台帳のフォルダーで chmod -R u+rwX .git を実行してください。できないときは、管理する人に知らせてください"
        items.append(Topic(id="closed", title="開けないもの").told(ACT, said, remedy=remedy, blocks=True))
    return tuple(items)


def judge_place(facts: PlaceFacts) -> tuple[Item, ...]:
    """Return what is said of where the clone lies: who may open it, the disk, and what is left lying in it."""
    return (_modes(facts), _disk(facts), _space(facts), *_left(facts))


def _modes(facts: PlaceFacts) -> Item:
    about = Topic(id="modes", title="権限")
    if not facts.open_files:
        return about.good("自分だけが開けます")
    state = ACT if facts.open_folders[:1] == (".",) else HEED
    said = f"ほかの人が開けるファイル・フォルダーが {facts.open_files} 件あります"
    return about.told(state, said, remedy=_FIX, fixable=True)


def _disk(facts: PlaceFacts) -> Item:
    about = Topic(id="disk", title="置き場所")
    if facts.network:
        said = f"ネットワークドライブ（{facts.network}）にあります。鍵と書き込みが確かではありません"
        return about.told(ACT, said, remedy="この端末のディスクに git clone して使ってください")
    if facts.cloud:
        said = "クラウドと同期するフォルダーにあります。途中のファイルが混ざり、外にも出ます"
        return about.told(ACT, said, remedy="同期しない場所に git clone して使ってください")
    return about.good("この端末のディスクにあります")


def _space(facts: PlaceFacts) -> Item:
    about = Topic(id="space", title="ディスクの空き")
    if facts.free >= _LITTLE:
        return about.good(size_words(facts.free))
    state = ACT if facts.free < _NONE_LEFT else HEED
    said = f"残り {size_words(facts.free)} です"
    return about.told(state, said, remedy="空きを作ってください", blocks=facts.free < _FULL)


def _left(facts: PlaceFacts) -> tuple[Item, ...]:
    items = []
    if facts.temps:
        said = f"止まったコマンドの一時ファイルが {facts.temps} 件あります"
        items.append(Topic(id="temps", title="一時ファイル").told(HEED, said, remedy=_FIX, fixable=True))
    items.append(_drafts(facts.drafts))
    items.append(_rescued(facts.rescued))
    if facts.old_papers:
        said = f"{facts.papers_days} 日より前に作った資料が out/ に {facts.old_papers} 件あります"
        items.append(
            Topic(id="papers", title="作った資料").told(HEED, said, remedy="配った分の回収を確かめ、要らないものは消してください")
        )
    if facts.reports:
        said = f"{facts.reports} 件あります（記録の内容は含みません）"
        remedy = ".git/seki/reports/ のファイルを開発者に送り、済んだら消してください"
        items.append(Topic(id="reports", title="不具合の報告").told(HEED, said, remedy=remedy))
    return tuple(items)


def _drafts(drafts: tuple[Kept, ...]) -> Item:
    about = Topic(id="drafts", title="下書き")
    if not drafts:
        return about.good("ありません")
    said = "、".join(f"{one.name or '（名前なし）'}（{show_day(one.since.date())}）" for one in drafts[:_SHOWN])
    more = f" ほか {len(drafts) - _SHOWN} 件" if len(drafts) > _SHOWN else ""
    remedy = "同じコマンドを端末で実行すると続きから書けます。要らないものは .git/seki/drafts/ から消してください"
    return about.told(HEED, f"{len(drafts)} 件: {said}{more}", remedy=remedy)


def _rescued(rescued: tuple[Kept, ...]) -> Item:
    about = Topic(id="rescued", title="わきに置いたもの")
    if not rescued:
        return about.good("ありません")
    newest = rescued[-1]
    remedy = ".git/seki/rescued/ を見て、要るものを取り出し、済んだら消してください"
    return about.told(HEED, f"{len(rescued)} 件。最後は {newest.name}: {newest.note}", remedy=remedy)


def size_words(count: int) -> str:
    """Return a number of bytes as people say it: 1.2 GB."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count >> 10} KB"
