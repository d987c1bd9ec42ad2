"""Whether the numbered papers of a meeting still fit its room, and whether a number says whose paper or which item it is."""

from collections.abc import Iterator
from datetime import date

from seki_cli.model.meeting import Meeting
from seki_cli.model.world import World
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.meeting_turns import find_twin_items
from seki_cli.rules.settle import settle_world
from seki_cli.rules.stale import find_stale, stale_notices, worlds_by_then


@finding(
    "SEKI135",
    "刷って渡した資料が、いまの出席者や記録に合わなくなっています",
    remedy="渡した資料を回収し、seki agenda 会議 -o FILE で刷り直してください",
    severity="warning",
    scope="world",
)
def paper_that_no_longer_fits(facts: WorldFacts) -> Iterator[Fault]:
    """資料は、刷った日に分かっていた顔ぶれのために作られます。

    その後に加わった機関・職員・本人・家族がいる議題と、同意の撤回や支援措置などで、もうその場に出せない内容のある議題を知らせます。

    これからの会議の、まだ記録していない議題だけを調べます。新しい記録が増えただけなら、資料はそのまま使えます。
    出典: 第3章3 守秘義務（会議の出席者）・本人同意を得た事例
    """
    waiting = waiting_papers(facts.world, facts.as_of)
    world = settle_world(facts.world) if waiting else facts.world
    for meeting in waiting:
        then = worlds_by_then(world, facts.world, meeting)
        for notice in stale_notices(find_stale(world, meeting, facts.as_of, then=then), meeting, facts.office):
            place = next((n for n, item in enumerate(meeting.items) if item.num == notice.item), 0)
            yield at(meeting, notice.reason, key=("items", place), remedy=notice.remedy.replace(meeting.id, "会議"))


def waiting_papers(world: World, as_of: date) -> tuple[Meeting, ...]:
    """Return the meetings still to come of which papers are printed: whether they fit takes every name in every case."""
    return tuple(m for m in world.meetings if m.printed and m.date >= as_of and not m.called_off)


@finding(
    "SEKI136",
    "同じ資料番号の資料が 2 部あります",
    remedy="会議のファイルの papers で、後から刷った分の番号を振り直し、その資料を刷り直してください",
    severity="warning",
    scope="world",
)
def two_papers_with_one_number(facts: WorldFacts) -> Iterator[Fault]:
    """資料番号は 1 部に 1 つです。二人が別々の台帳で刷って合わせると、同じ番号の資料が二つできることがあります。

    番号が重なると、どちらが戻ったのかが分からなくなります。
    出典: 第3章3 守秘義務
    """
    for meeting in facts.world.meetings:
        seen = set[int]()
        for place, paper in enumerate(meeting.papers):
            if paper.num in seen:
                yield at(meeting, key=("papers", place, "num"))
            seen.add(paper.num)


@finding(
    "SEKI138",
    "同じ番号の議題が 2 つあります",
    remedy="会議のファイルの items で後から加わった議題の num を空いた番号に直し、seki save で保存してください。刷った資料は刷り直します",
    scope="world",
)
def two_items_with_one_number(facts: WorldFacts) -> Iterator[Fault]:
    """資料・会議の記録・議題を外すことは、議題の番号で行います。番号が重なると、別の世帯の決定や資料になります。

    二人が別々の台帳で議題を加えて合わせると起こります。どちらの議題も残し、番号を直すまで、資料の作成・会議の記録・議題を外す
    ことは断ります。番号は、先に配られた資料の方を残してください。
    出典: 第3章3（会議はプランごとに開く）・seki の決まり（混ざらない）
    """
    for meeting in facts.world.meetings:
        for place in find_twin_items(meeting):
            yield at(meeting, key=("items", place, "num"))
