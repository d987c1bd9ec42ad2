"""What `seki doctor` says of the programs, the format of the workspace, the clock, and the records that cannot be read."""

from datetime import timedelta
from typing import Final

from seki_cli.model.health import ACT, GOOD, HEED, Item, ToolFacts, Topic
from seki_cli.model.wareki import show_day

_SKEW: Final = timedelta(days=1)


def judge_tools(facts: ToolFacts, *, newer: bool) -> tuple[Item, ...]:
    """Return what is said of versions, the format (`newer`: of a seki newer than this), the clock, the shell's completion."""
    return _versions(facts), _format(facts, newer=newer), _clock(facts), _completion(facts)


def _versions(facts: ToolFacts) -> Item:
    about = Topic(id="versions", title="版")
    git = ".".join(map(str, facts.git))
    if facts.git < facts.oldest_git:
        oldest = ".".join(map(str, facts.oldest_git))
        said = f"git {git} は古すぎます" if any(facts.git) else "git が見つかりません"
        return about.told(ACT, said, remedy=f"git {oldest} 以上を入れてください", blocks=True)
    return about.good(f"seki {facts.seki}、Python {facts.python}、git {git}")


def _format(facts: ToolFacts, *, newer: bool) -> Item:
    about = Topic(id="format", title="台帳の形式")
    if facts.format is None:
        remedy = "seki check で場所を見て直すか、git restore seki.yaml で保存済みのものに戻してください"
        return about.told(ACT, "seki.yaml がないか、読めません", remedy=remedy, blocks=True)
    if newer:
        said = f"形式 {facts.format} の、この seki より新しい seki のものです"
        return about.told(ACT, said, remedy="seki を新しくしてください。読むことはできます", blocks=True)
    return about.good(f"形式 {facts.format}")


def _clock(facts: ToolFacts) -> Item:
    about = Topic(id="clock", title="時計")
    if facts.newest is not None and facts.newest - facts.now > _SKEW:
        said = f"この端末の時計が、最後の保存（{show_day(facts.newest.date())}）より 1 日以上前を指しています"
        return about.told(HEED, said, remedy="時計を合わせてください。期限がずれて見えます")
    return about.good("最後の保存より後です" if facts.newest else "くらべるものがありません")


def _completion(facts: ToolFacts) -> Item:
    about = Topic(id="completion", title="TAB での補完")
    if facts.completion:
        return about.good("入っています")
    return about.good("入っていません", remedy="使うなら seki --install-completion を実行してください")


def judge_records(unread: int | None) -> Item:
    """Return what is said of records that cannot be read; None: git could not be asked for them."""
    about = Topic(id="records", title="記録")
    if unread is None:
        return about.told(HEED, "git に聞けないため、調べていません", remedy="先に「git の台帳」を直してください")
    if unread:
        remedy = "seki check で場所を見て、直してください"
        return about.told(ACT, f"読めないファイルが {unread} 件あります", remedy=remedy)
    return about.good("すべて読めます")


def exit_code_of(items: tuple[Item, ...]) -> int:
    """Return how `seki doctor` ends: 6 where nothing can be saved as things are, 5 where a record cannot be read, else 0.

    出典: cli.md の終了コードの表。doctor は問いなので、注意があるだけでは 0 のまま
    """
    if any(item.blocks for item in items):
        return 6
    return 5 if any(item.id == "records" and item.state == ACT for item in items) else 0


def tell_sum(items: tuple[Item, ...]) -> str:
    """Return the line below the table: how much of it needs somebody."""
    counts = "、".join(f"{state} {sum(item.state == state for item in items)} 件" for state in (ACT, HEED, GOOD))
    return f"{counts}。"


def worst_first(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items as a person reads them: what needs doing above what is well."""
    return tuple(sorted(items, key=lambda item: (ACT, HEED, GOOD).index(item.state)))
