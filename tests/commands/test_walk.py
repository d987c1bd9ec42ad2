"""One household of nobody's, carried by commands alone from the first call to the review that is due and beyond."""

import subprocess

from speaking import Desk

CALL = """
intake:
  method: 電話
  variant: 同意なし
  no_consent_reason: 接触したが説明前
  complaint:
    by_family: 弟が仕事を辞めてから部屋にこもり、母の介護も私ひとりになった
household:
  people:
    - id: P1
      role: 本人
      name: 武芸 昌平
      kana: むげ しょうへい
      born: 1978-02-03
    - id: P2
      role: 世帯員
      name: 武芸 トミ
      kana: むげ とみ
      born: 1946-10-20
      relation: 母
"""
CONSENT = """
act: 同意
given_by: 本人
how: 書面
share_with:
  agencies: すべて
categories: すべて
until: 2026-06-30
evidence: 書庫B-2
"""
PLAN = """
wish: 朝起きて、少しずつ外に出られるようになりたい
persons:
  - P1
issues:
  - num: 1
    text: 昼夜が逆転し、家の外に出る機会がない
goals:
  - num: 1
    text: 週に一度、居場所に通う
    due: 2025-12-31
    span: 短期
supports:
  - issue: 1
    what: 居場所への同行
    agency: marugoto
    often: 週1回
cautions: 電話は午後にかける
period:
  since: 2025-07-15
  until: 2026-01-14
monitoring:
  every_months: 1
  agency: marugoto
  staff: mori
"""


def test_a_case_from_the_first_call_to_the_review_that_is_due(desk: Desk) -> None:
    case = desk.do("case", "new", given=CALL)["case"]
    assert desk.ask("case", "list").items[0]["status"] == "同意前"
    assert desk.due() == [("次の予定なし", "2025-06-11", "本日")]

    # without consent: not at the meeting that needs one, taken up at the one that does not
    juso = desk.do("meeting", "new", "juso", "--date", "2025-07-15")["meeting"]
    error = desk.refused(4, "meeting", "add", juso, case, "--timing", "策定")
    assert "同意" in error["message"]
    assert error["remedy"]
    shien = desk.do("meeting", "new", "shien", "--date", "2025-06-20")["meeting"]
    desk.do("meeting", "attend", shien, "chuo1:sato", "fukushi:hori", "takikan:goto")
    desk.do("meeting", "add", shien, case, "--timing", "方針")
    assert desk.due() == []
    talk = f"""
came:
  - agency: chuo1
    staff: sato
  - agency: fukushi
  - agency: takikan
items:
  - num: 1
    case: {case}
    result: その他
    protocol: 母の受診に同行し、本人とは手紙でつながる
    todos:
      - num: 1
        agency: chuo1
        staff: sato
        what: 本人に手紙を届ける
        due: 2025-06-27
"""
    decision = desk.on("2025-06-20").do("meeting", "record", shien, given=talk)["decision"]
    assert desk.on("2025-06-27").due() == [("宿題", "2025-06-27", "本日")]

    # the visit fulfils the to-do; consent; referral to 第5号, answered late
    note = f"method: 訪問\nfact: 手紙を受け取り、玄関で十分話した\ncategory: 基本情報\ndone:\n  - {decision}#1\n"
    desk.on("2025-06-26").do("note", "add", case, given=note)
    assert desk.on("2025-06-30").due() == [("次の予定なし", "2025-06-26", "超過")]
    desk.on("2025-07-01").do("consent", "add", case, given=CONSENT)
    sent = desk.on("2025-07-01").do(
        "refer", case, "--to-agency", "第5号", "--ask", "引継ぎ", "--reason", "複数分野にまたがる", "--reply-by", "2025-07-04"
    )
    assert desk.on("2025-07-04").due() == [("回答待ち", "2025-07-04", "本日")]
    assert desk.on("2025-07-07").due() == [("回答待ち", "2025-07-04", "超過")]
    coordinator = desk.as_("goto")
    coordinator.on("2025-07-08").do("referral", "accept", f"{case}/{sent['referral']}", "--next", "2025-07-10")
    assert desk.on("2025-07-09").ask("case", "list").items[0]["lead"] == "takikan"
    assert "回答待ち" not in {kind for kind, _, _ in desk.on("2025-07-09").due()}

    # plan v1 → ① with a to-do
    plan = coordinator.on("2025-07-09").do("plan", "new", case, "--kind", "多機関協働", given=PLAN)["plan"]
    assert ("会議待ち", "2025-07-23") in {(k, d) for k, d, _ in desk.on("2025-07-09").due("--within", "30")}
    coordinator.on("2025-07-09").do("meeting", "attend", juso, "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
    coordinator.on("2025-07-09").do("meeting", "add", juso, case, "--timing", "策定", "--plan", plan)
    assert ("会議待ち", "2025-07-15") in {(k, d) for k, d, _ in desk.on("2025-07-09").due("--within", "30")}
    paper = desk.on("2025-07-14").try_("agenda", juso)
    assert paper.code == 0
    assert "週に一度、居場所に通う" in paper.out
    assert "画面確認用" in paper.out
    yes = f"""
came:
  - agency: takikan
  - agency: chuo1
  - agency: marugoto
items:
  - num: 1
    case: {case}
    result: 適切
    protocol: 役割分担を確認した
    todos:
      - agency: marugoto
        staff: mori
        what: 居場所の見学日を決める
        due: 2025-07-31
"""
    made = coordinator.on("2025-07-15").do("meeting", "record", juso, given=yes)
    assert desk.on("2025-07-16").ask("plan", "list").items[0]["status"] == "実施中"

    # a review done early, then one done late
    assert ("モニタリング", "2025-08-15") in {(k, d) for k, d, _ in desk.on("2025-08-15").due()}
    early = f"result: 継続\ndone:\n  - {made['decision']}#1\n"
    desk.as_("mori").on("2025-08-08").do("monitor", plan, given=early)
    assert "モニタリング" not in {k for k, _, _ in desk.on("2025-08-14").due()}
    assert ("モニタリング", "2025-08-15", "本日") in desk.on("2025-08-15").due()
    desk.as_("mori").on("2025-09-22").do("monitor", plan, "--result", "継続", "--next-date", "2025-10-10")
    assert "モニタリング" not in {k for k, _, _ in desk.on("2025-10-09").due()}
    assert ("モニタリング", "2025-10-10", "本日") in desk.on("2025-10-10").due()
    desk.as_("mori").refused(2, "--as-of", "2025-10-10", "monitor", plan, "--result", "継続", "--next-date", "2026-03-01")

    # consent withdrawn → ② refused, ④ possible with an empty paper
    gone = desk.on("2025-10-14").try_("consent", "withdraw", case, "--by", "sato")
    assert gone.code == 0
    assert "撤回を伝える先" in gone.out
    waiting = {(k, d) for k, d, _ in desk.on("2025-10-14").due("--within", "14")}
    assert ("会議待ち", "2025-10-28") in waiting
    later = desk.on("2025-10-14").do("meeting", "new", "juso", "--date", "2025-10-21")["meeting"]
    desk.on("2025-10-14").do("meeting", "attend", later, "takikan:goto", "chuo1:sato")
    refused = desk.on("2025-10-14").refused(4, "meeting", "add", later, case, "--timing", "変更", "--plan", plan)
    assert "consents/" in refused["where"]
    desk.on("2025-10-14").do("meeting", "add", later, case, "--timing", "中断", "--plan", plan)
    empty = desk.on("2025-10-15").try_("agenda", later)
    assert empty.code == 0
    assert case in empty.out
    for word in ("居場所", "武芸", "むげ", "昌平", "関市くらし・まるごと支援センター"):
        assert word not in empty.out
    assert desk.on("2025-10-15").try_("agenda", later, "--cover").out

    # the history reads as a diary without a name, and the records are sound
    log = subprocess.run(["git", "-C", desk.root, "log", "--format=%s"], capture_output=True, text=True, check=True).stdout
    assert log.splitlines()[-3:-1] == [f"seki: case new {case}", "seki: registry staff add sato goto hori mori ono"]
    assert "武芸" not in log
    assert desk.on("2025-10-15").try_("check").code == 0, desk.on("2025-10-15").try_("check").out
    diary = desk.on("2025-10-15").ask("history", case).items
    assert len(diary) >= 10
