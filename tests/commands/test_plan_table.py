"""計画 第3章, gone through cell by cell with commands: every programme and every row of the table of meetings has its act.

docs/plan-table.md shows the same cells to people; its first column and the cells here must be the same.
出典: 関市重層的支援体制整備事業実施計画（令和7年6月改定）第3章1〜4
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from speaking import Desk

PAGE = Path(__file__).parents[2] / "docs" / "plan-table.md"
SAMPLE = Path(__file__).parents[2] / "sample_cases"
CALL = """\
intake:
  method: 来所
  complaint:
    by_person: どこに聞けばよいか分からず、ここに来た
household:
  people:
    - id: P1
      role: 本人
      name: 下有知 環
      kana: しもうち たまき
      born: 1971-05-09
"""
CONSENT = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2026-06-30\n"
ROOM = ("takikan:goto", "fukushi:hori", "chuo1:sato", "marugoto:mori")
CAME = "came:\n  - agency: takikan\n  - agency: fukushi\n  - agency: chuo1\n  - agency: marugoto\n"

Walk = Callable[[Desk], None]
CELLS: dict[str, Walk] = {}


def cell(name: str) -> Callable[[Walk], Walk]:
    """Take a function as the way through one cell of the plan."""

    def register(function: Walk) -> Walk:
        CELLS[name] = function
        return function

    return register


def opened(desk: Desk, *words: str, call: str = CALL) -> str:
    return str(desk.do("case", "new", *words, given=call)["case"])


def consenting(desk: Desk) -> str:
    case = opened(desk)
    desk.do("consent", "add", case, given=CONSENT)
    return case


def drafted(desk: Desk, case: str, kind: str, more: str = "", wish: str = "wish: 安心して眠りたい\n") -> str:
    plan = (
        f"{wish}persons:\n  - P1\nissues:\n  - num: 1\n    text: 頼れる人がいない\ngoals:\n  - num: 1\n    text: 週に一度は人と話す\n"
        "    due: 2025-12-20\n    span: 短期\nsupports:\n  - issue: 1\n    what: 訪問\n    agency: chuo1\n    often: 週1回\n"
        "cautions: なし\nperiod:\n  since: 2025-06-25\n  until: 2025-12-24\nmonitoring:\n  every_months: 1\n  agency: chuo1\n"
        f"  staff: sato\ncategories: すべて\n{more}"
    )
    return str(desk.do("plan", "new", case, "--kind", kind, given=plan)["plan"])


def seated(desk: Desk, kind: str, day: str) -> str:
    meeting = str(desk.do("meeting", "new", kind, "--date", day)["meeting"])
    desk.do("meeting", "attend", meeting, *ROOM)
    return meeting


def held(desk: Desk, kind: str, day: str, about: tuple[str, ...], minutes: str) -> str:
    """Hold a meeting on one item; return its number. The agenda is asked for before."""
    meeting = seated(desk, kind, day)
    desk.do("meeting", "add", meeting, *about)
    assert desk.ask("agenda", meeting).data["items"]
    desk.on(day).do("meeting", "record", meeting, given=CAME + "items:\n  - num: 1\n" + minutes)
    return meeting


def running(desk: Desk, kind: str = "多機関協働", more: str = "") -> tuple[str, str]:
    case = consenting(desk)
    plan = drafted(desk, case, kind, more)
    held(desk, "juso", "2025-06-25", (case, "--timing", "策定", "--plan", plan), "    result: 適切\n")
    return case, plan


def plan_status(desk: Desk, day: str, plan: str) -> str:
    return next(row["status"] for row in desk.on(day).ask("plan", "list").items if row["id"] == plan)


def counted(desk: Desk, address: str, day: str = "2025-12-01") -> int:
    """Return what a cell of the figures shows, and see that as many records stand behind it."""
    (row,) = [row for row in desk.on(day).ask("stats", address.partition("/")[0]).items if row["cell"] == address]
    assert isinstance(row["value"], int)
    return row["value"]


def window(programme: str, agencies: tuple[str, ...]) -> Walk:
    """Every base of a programme of 第1号 opens a case, which is counted for it."""

    def walk(desk: Desk) -> None:
        for agency in agencies:
            opened(desk, "--agency", agency, call=CALL.replace("intake:\n", f"intake:\n  programme: {programme}\n"))
        rows = desk.ask("stats", "intakes.new", "--by", "programme").items
        assert {r["programme"]: r["value"] for r in rows if r.get("programme")}[programme] == len(agencies)
        assert {row["lead"] for row in desk.ask("case", "list").items} == set(agencies)

    return walk


CENTRES = ("chuo1", "chuo2", "chuo3", "chuo4", "nishi", "higashi")
cell("第1号イ 地域包括支援センターの運営")(window("1-i", CENTRES))
cell("第1号ロ 障害者相談支援事業")(window("1-ro", ("kikan", "himawari", "mitani", "kazaguruma", "hibiki", "suisei")))
cell("第1号ハ 利用者支援事業 基本型")(window("1-ha-kihon", CENTRES[:4]))
cell("第1号ハ 利用者支援事業 子ども家庭センター型")(window("1-ha-kodomo", ("kodomo",)))
cell("第1号ニ 生活困窮者自立相談支援事業")(window("1-ni", ("marugoto",)))


@cell("属性・世代・相談内容に関わらず受け止める")
def anybody(desk: Desk) -> None:
    nameless = "intake:\n  method: 電話\n  variant: 同意なし\n  complaint:\n    by_agency: 名乗らない人から、近所の物音の心配\n"
    assert desk.ask("case", "show", opened(desk, call=nameless)).data["status"] == "同意前"


@cell("課題を整理し、情報提供などを行う")
def sorted_out(desk: Desk) -> None:
    case = opened(desk)
    desk.do("assess", case, given="summary: 手続きの窓口が分からない\ndirection: 窓口を一緒にたずねる\n")
    desk.do("case", "screen", case, "--result", "情報提供・相談対応のみで終了")
    assert desk.ask("case", "show", case).data["status"] == "対応終了"


@cell("必要な支援機関につなぐ")
def handed_on(desk: Desk) -> None:
    case = opened(desk)
    sent = desk.do("refer", case, "--to-agency", "hibiki", "--ask", "引継ぎ", "--reason", "複数分野にまたがる")["referral"]
    assert ("回答待ち", "2025-06-25", "予定") in desk.due("--within", "14")
    desk.do("referral", "accept", f"{case}/{sent}", "--next", "2025-06-20")
    assert desk.ask("case", "show", case).data["lead"] == "hibiki"


@cell("第5号 多機関協働事業")
def to_the_fifth(desk: Desk) -> None:
    case = consenting(desk)
    sent = desk.do("refer", case, "--to-agency", "第5号", "--ask", "一緒に対応", "--reason", "連携先がわからない")["referral"]
    (row,) = desk.ask("referral", "list", "--open").items
    assert (row["to_agency"], row["status"]) == ("takikan", "未回答")
    goto = desk.as_("goto")
    for step in (("accept", "--next", "2025-06-13"), ("work", "--next", "2025-06-20"), ("finish",)):
        goto.do("referral", step[0], f"{case}/{sent}", *step[1:])
    assert not desk.ask("referral", "list", "--open").items


@cell("第4号 アウトリーチ等を通じた継続的支援事業")
def reaching_out(desk: Desk) -> None:
    case = opened(desk, call=CALL.replace("  method", "  variant: 同意なし\n  method"))
    plan = drafted(desk, case, "アウトリーチ等", wish="wish: 未確認\nwish_why: まだ会えていない\n")
    held(desk, "shien", "2025-06-20", (case, "--timing", "方針", "--plan", plan), "    result: 承認\n")
    assert plan_status(desk, "2025-06-21", plan) == "同意前"
    desk.on("2025-06-24").do("note", "add", case, given="method: 訪問\nfact: 手紙を届けた\nstage: 接触試行\n")
    assert ("モニタリング", "2025-07-20", "本日") in desk.on("2025-07-20").due()
    desk.on("2025-07-21").do("consent", "add", case, given=CONSENT)
    waiting = desk.on("2025-07-21").ask("meeting", "propose", "juso").items
    assert [(row["plan"], row["timing"]) for row in waiting] == [(plan, "策定")]
    held(desk.on("2025-07-21"), "juso", "2025-07-25", (case, "--timing", "策定", "--plan", plan), "    result: 適切\n")
    assert plan_status(desk, "2025-07-26", plan) == "実施中"


@cell("第2号 参加支援事業")
def taking_part(desk: Desk) -> None:
    place = desk.do(
        "resource", "new", "--kind", "職場体験・就労体験", given="name: 架空製作所\ncapacity: 1\nfits:\n  - 人と話す\n"
    )["resource"]
    match = f"why_not_existing: 毎日の通所が難しい\nmatches:\n  - resource: {place}\n    what: 袋詰め\n    often: 週1回\n"
    _, plan = running(desk, "参加支援", match)
    after = desk.on("2025-06-26")
    (row,) = after.ask("resource", "list", "--for", plan).items
    assert row["id"] == place
    for step in ("見学", "体験", "開始", "定着確認", "終了"):
        after.do("place", plan, place, "--step", step)
    assert counted(desk, "placements/R07") == 5


@cell("第6号 支援プランの作成")
def five_parts(desk: Desk) -> None:
    case = consenting(desk)
    error = desk.refused(2, "plan", "new", case, "--kind", "多機関協働", given="wish: 眠りたい\n")
    assert all(key in error["message"] for key in ("issues", "goals", "supports", "cautions", "period", "monitoring"))
    assert desk.ask("plan", "check", drafted(desk, case, "多機関協働")).data["ready"] is True


def bases(programme: str, agencies: tuple[str, ...]) -> Walk:
    """Every base of a programme of 第3号 reports a month; 0 stays 0, what is not said is 未入力."""

    def walk(desk: Desk) -> None:
        for agency in agencies:
            told = ("--held", "0") if agency == agencies[0] else ("--participants", "12")
            desk.do("activity", "add", "--programme", programme, "--base", agency, "--month", "2025-05", *told)
        assert counted(desk, f"activities.held/programme={programme}/R07") == 0
        rows = desk.ask("activity", "list", "--month", "2025-05", "--programme", programme).items
        assert {row["base"] for row in rows if row.get("id")} == set(agencies)

    return walk


cell("第3号イ 地域介護予防活動支援事業")(bases("3-i", ("korei",)))
cell("第3号ロ 生活支援体制整備事業")(bases("3-ro", ("korei", "shakyo")))
cell("第3号ハ 地域活動支援センターの基本事業")(bases("3-ha", ("kazaguruma", "hibiki", "suisei")))
cell("第3号ニ 地域子育て支援拠点事業")(bases("3-ni", ("hahakogusa", "mugegawa")))
cell("第3号ホ 生活困窮者支援等のための地域づくり事業")(bases("3-ho", ("shakyo",)))


def without_consent(timing: str, minutes: str) -> Walk:
    """What 支援会議 does without the person's consent."""

    def walk(desk: Desk) -> None:
        case = opened(desk, call=CALL.replace("  method", "  variant: 同意なし\n  method"))
        held(desk, "shien", "2025-06-20", (case, "--timing", timing), minutes)
        assert counted(desk, f"meetings.items/timing={timing}/R07") == 1

    return walk


cell("支援会議 ①情報提供・情報共有")(without_consent("情報共有", "    result: その他\n    protocol: 見守りの目を増やす\n"))
cell("支援会議 ②支援方針の決定と共有")(without_consent("方針", "    result: 承認\n    protocol: 二つの機関で訪ねる\n"))
cell("支援会議 ③緊急性がある事案への対応")(
    without_consent("緊急", "    result: 承認\n    after_the_fact: true\n    protocol: 前夜の入院を確かめた\n")
)


def judged(kind: str) -> Walk:
    def walk(desk: Desk) -> None:
        more = "why_not_existing: 通える場がない\nmatches:\n  - resource: {}\n" if kind == "参加支援" else ""
        if more:
            more = more.format(desk.do("resource", "new", given="name: 架空の縁側\n")["resource"])
        _, plan = running(desk, kind, more)
        assert plan_status(desk, "2025-06-26", plan) == "実施中"
        assert counted(desk, "plans.decided/timing=策定/R07") == 1

    return walk


cell("重層的支援会議 ①多機関協働のプランの適切性")(judged("多機関協働"))
cell("重層的支援会議 ①アウトリーチ等のプランの適切性")(judged("アウトリーチ等"))
cell("重層的支援会議 ①参加支援のプランの適切性")(judged("参加支援"))


@cell("重層的支援会議 ②終結時の評価")
def ended_with_an_evaluation(desk: Desk) -> None:
    case, plan = running(desk)
    later = desk.on("2025-09-01")
    asked = "    result: 適切\n    next_lead: chuo1\n    followup_needed: false\n"
    meeting = seated(later, "juso", "2025-09-10")
    later.do("meeting", "add", meeting, case, "--timing", "終結", "--plan", plan)
    minutes = CAME + "items:\n  - num: 1\n" + asked
    assert "評価" in desk.on("2025-09-10").refused(4, "meeting", "record", meeting, given=minutes)["message"]
    judged_so = "occasion: 終結検討\ngoals:\n  - num: 1\n    progress: 達成\njudgement: 終結\ncategory: 課題解決・目標達成\n"
    later.do("evaluate", plan, given=judged_so)
    desk.on("2025-09-10").do("meeting", "record", meeting, given=minutes)
    assert plan_status(desk, "2025-09-11", plan) == "終結"


@cell("重層的支援会議 ③社会資源の開発等")
def a_gap_is_taken_up(desk: Desk) -> None:
    gap = str(desk.do("gap", "new", "--field", "困窮", given="text: 夜に話せる場がない\n")["gap"])
    held(desk, "juso", "2025-06-25", (gap,), "    status: 取組中\n    protocol: 月に一度、夜に開ける場を試す\n")
    assert desk.on("2025-06-26").ask("gap", "show", gap).data["status"] == "取組中"
    desk.on("2025-06-26").do("gap", "move", gap, "--status", "解決")


@cell("構成員は案件ごとに変更する")
def members_of_an_item(desk: Desk) -> None:
    case = opened(desk)
    meeting = seated(desk, "shien", "2025-06-25")
    desk.do("meeting", "add", meeting, case, "--timing", "情報共有", "--members", "takikan,chuo1")
    (item,) = desk.ask("agenda", meeting).data["items"]
    assert item["members"] == ["takikan", "chuo1"]


@cell("出席者の守秘義務")
def everybody_is_bound(desk: Desk) -> None:
    case = opened(desk)
    desk.do("registry", "staff", "add", given="- id: tani\n  name: 谷 晴\n  agency: nishi\n  since: 2025-04-01\n")
    meeting = seated(desk, "shien", "2025-06-20")
    desk.do("meeting", "add", meeting, case, "--timing", "方針")
    assert desk.ask("agenda", meeting).data["items"][0]["sections"]
    desk.do("meeting", "attend", meeting, "nishi:tani")
    assert not desk.ask("agenda", meeting).data["items"][0]["sections"]


@cell("税務職員の情報（地方税法第22条）")
def tax_needs_its_own_consent(desk: Desk) -> None:
    case = consenting(desk)
    said = "method: 機関との協議\nfact: 固定資産税の口座に残高がない\nsource: 税務\ncategory: 経済\n"
    desk.do("note", "add", case, given=said)
    meeting = seated(desk, "shien", "2025-06-20")
    desk.do("meeting", "add", meeting, case, "--timing", "方針")
    assert "固定資産税" not in desk.ask("agenda", meeting).out
    tomorrow = desk.on("2025-06-12")
    tomorrow.do("consent", "add", case, given=CONSENT + "tax: true\n")
    assert "固定資産税" in tomorrow.ask("agenda", meeting).out


def together_with(other: str) -> Walk:
    def walk(desk: Desk) -> None:
        case = opened(desk)
        meeting = seated(desk, "shien", "2025-06-20")
        desk.do("meeting", "add", meeting, case, "--timing", "情報共有", given=f"with_other:\n  - {other}\n")
        assert other in desk.try_("meeting", "show", meeting).out

    return walk


for _other in ("要保護児童対策地域協議会", "生活困窮者自立支援調整会議", "地域ケア会議"):
    cell(f"{_other}と重なる部分")(together_with(_other))


@cell("同意の得られた事例だけを扱う")
def no_consent_no_meeting(desk: Desk) -> None:
    case = opened(desk)
    meeting = seated(desk, "juso", "2025-06-25")
    assert "同意" in desk.refused(4, "meeting", "add", meeting, case, "--timing", "策定")["message"]


POINTS = {
    "策定": (
        "アセスメント結果に基づく本人の目標、支援方針、プラン内容",
        "各関係機関の役割分担の確認",
        "モニタリングの時期の検討等",
    ),
    "変更": ("本人の状況変化の確認、評価", "現行プランの評価", "プラン変更内容の確認(プラン策定時の内容と同様)"),
    "終結": ("本人の目標達成状況、本人に関わる支援者の状況等の確認", "支援終結の評価、フォローアップの必要性やその方法の確認"),
    "中断": ("支援中断の流れの確認",),
}
ENDS = {
    "変更": "    result: 適切\n",
    "終結": "    result: 適切\n    next_lead: chuo1\n    followup_needed: false\n",
    "中断": "    result: 適切\n    attempts:\n      - date: 2025-08-20\n        how: 訪問\n    look_again: 2025-12-01\n    resume_when: 連絡がついたとき\n",
}


def shown_points(desk: Desk, meeting: str) -> tuple[str, ...]:
    (item,) = desk.ask("agenda", meeting).data["items"]
    return tuple(item["points"])


@cell("①プラン策定時の検討事項")
def at_the_start(desk: Desk) -> None:
    case = consenting(desk)
    meeting = seated(desk, "juso", "2025-06-25")
    desk.do("meeting", "add", meeting, case, "--timing", "策定", "--plan", drafted(desk, case, "多機関協働"))
    assert shown_points(desk, meeting) == POINTS["策定"]


def at_a_timing(timing: str, after: str) -> Walk:
    def walk(desk: Desk) -> None:
        case, plan = running(desk)
        later = desk.on("2025-09-01")
        if timing == "変更":
            later.do("plan", "revise", plan, given="cautions: 電話は夕方にかける\nchange_reason: 仕事が決まった\n")
        else:
            word = f"occasion: {timing}検討\njudgement: {timing}\ncategory: その他\n"
            later.do("evaluate", plan, given=word)
        meeting = seated(later, "juso", "2025-09-10")
        later.do("meeting", "add", meeting, case, "--timing", timing, "--plan", plan)
        assert shown_points(later, meeting) == POINTS[timing]
        desk.on("2025-09-10").do("meeting", "record", meeting, given=CAME + "items:\n  - num: 1\n" + ENDS[timing])
        assert plan_status(desk, "2025-09-11", plan) == after

    return walk


cell("②プラン変更時の検討事項")(at_a_timing("変更", "実施中"))
cell("③支援終結を判断する時の検討事項")(at_a_timing("終結", "終結"))
cell("④支援中断を決定する時の検討事項")(at_a_timing("中断", "中断"))


@cell("モニタリング（支援実施状況を定期的に評価して検証する）")
def reviewed(desk: Desk) -> None:
    _, plan = running(desk)
    assert ("モニタリング", "2025-07-25", "本日") in desk.on("2025-07-25").due()
    desk.on("2025-07-25").do("monitor", plan, "--result", "継続")
    assert ("モニタリング", "2025-08-25", "本日") in desk.on("2025-08-25").due()


@cell("成果指標・活動指標による進捗の確認")
def indicators(desk: Desk) -> None:
    opened(desk)
    path = desk.root / "profile" / "indicators.yaml"
    row = '  - id: shinki\n    name: 新規の相談\n    kind: 活動\n    unit: 件\n    cell: intakes.new\n    targets:\n      R07: "40"\n'
    path.write_text("schema: indicators/1\nindicators:\n" + row, encoding="utf-8")
    (shown,) = desk.ask("stats", "--indicators").items
    assert (shown["target"], shown["value"]) == (40, 1)


@pytest.mark.parametrize("name", CELLS)
def test_the_cell_is_gone_through(name: str, desk: Desk) -> None:
    CELLS[name](desk)


def test_the_page_for_people_has_the_same_cells() -> None:
    rows = [line.split("|")[1].strip() for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert sorted(row for row in rows if row not in ("計画の欄", "")) == sorted(CELLS)


def test_every_cell_is_in_the_sample() -> None:
    """The third column names a record of the sample; only the figures of the committee, which the source leaves out, have none."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    shown = {row[1].strip(): row[3].strip() for row in rows if row[1].strip() not in ("計画の欄", "")}
    known = {path.stem for path in SAMPLE.rglob("*")}
    assert {name for name, example in shown.items() if example not in known} == {"成果指標・活動指標による進捗の確認"}
