"""What two people do apart that plain git joins without a word and that cannot stand together: each with the codes it must get."""

import shutil

from merges.acts import (
    answer,
    by_hand,
    close,
    consent,
    correct,
    decided,
    ended_by_a_meeting,
    note,
    opened,
    plan,
    profile,
    record,
    refer,
    review,
    revise,
    tabled,
    withdraw,
)
from merges.ground import Clone, Pair

SUSPEND = "reason: 連絡不通\nlook_again: 2025-09-01\n"
EVALUATED = "occasion: 期間満了\njudgement: {}\nremaining: なし\n"
VOID = "corrects:\n  why: 別の世帯の記録\n  void: true\n"
PROTECTED = ("    address: 架空町9-9\n", "    address: 架空町9-9\n    protected:\n      since: 2025-07-20\n")


def pair(name: str, ours: object, theirs: object, *codes: str) -> Pair:
    return Pair(name, _acts(ours), _acts(theirs), frozenset(codes))


def _acts(acts: object) -> tuple:
    return acts if isinstance(acts, tuple) else (acts,)


def copied(letter: str):
    """Make a case under a number that the other clone uses too, for another household."""

    def act(c: Clone) -> None:
        old = c.path(c.n.quiet, "")
        number = c.n.quiet[:-3] + "ZZZ"
        new = c.path(number, "")
        shutil.copytree(old, new, ignore=lambda *_: ["consents", "notes"])
        intake = next((new / "intakes").iterdir())
        for file in (new / "case.yaml", new / "household.yaml", intake):
            file.write_text(file.read_text().replace(c.n.quiet, number).replace("1981-01-01", "1971-01-01"))
        named = intake.with_name(f"20250722-{letter}{letter}22.yaml")
        named.write_text(intake.read_text().replace(intake.stem, named.stem))
        intake.unlink()
        c.do("save")

    return act


def disposed(c: Clone) -> None:
    """Take a case away, as a disposal does."""
    from merges.ground import git

    git(c.desk.root, "rm", "-rq", str(c.path(c.n.quiet, "")))
    git(c.desk.root, "commit", "-qm", "dispose")


def printed(c: Clone) -> None:
    """Print the papers of the meeting to come and hand them out."""
    tabled("coming", "handed", "策定", "draft")(c)
    (c.desk.root / "out").mkdir(mode=0o700, exist_ok=True)
    c.do("agenda", c.n.coming, "-o", str(c.desk.root / "out" / "shiryo.txt"))


def put_off(c: Clone) -> None:
    """Put the to-do off at a meeting of the day."""
    held = str(c.do("meeting", "new", "shien", "--date", "2025-07-22")["meeting"])
    c.do("meeting", "attend", held, "takikan:goto", "chuo1:sato")
    c.do("meeting", "add", held, c.n.run, "--timing", "情報共有")
    moved = f"    moved:\n      - of: {c.n.decision}#1\n        act: 延期\n        due: 2025-08-31\n        why: 留守\n"
    came = "came:\n  - agency: takikan\n  - agency: chuo1\n"
    c.do("meeting", "record", held, given=f"{came}items:\n  - num: 1\n    result: その他\n{moved}")


def in_the_room(*people: str):
    def act(c: Clone) -> None:
        tabled("talk", "run", "情報共有")(c)
        c.do("meeting", "attend", c.n.talk, *(f"{c.n.run}#{one}" for one in people))

    return act


def _apart(c: Clone) -> None:
    c.do("case", "edit", c.n.run, "household", given="never_together:\n  - - P1\n    - P2\n")


def added(_: str):
    """Add the same child to the household of the quiet case."""
    child = "role: 世帯員\nname: 架空 まご\nkana: かくう まご\nborn: 2018-08-08\nrelation: 子\n"
    return lambda c: c.do("person", "add", c.n.quiet, given=child)


HARMFUL = (
    pair("閉じたケースに、つなぎ", close("quiet"), refer("quiet"), "SEKI076"),
    pair("閉じたケースに、経過", close("quiet"), note("quiet"), "SEKI140"),
    pair("閉じたケースに、次回予定", close("quiet"), note("quiet", "next:\n  date: 2025-08-01\n"), "SEKI141"),
    pair("閉じたケースに、プランの案", close("quiet"), plan("quiet"), "SEKI141"),
    pair("閉じたケースに、会議の議題", close("quiet"), tabled("talk", "quiet", "情報共有"), "SEKI141"),
    pair("終結と中断", close("quiet"), (note("quiet"), close("quiet", SUSPEND, "suspend")), "SEKI159"),
    pair("対応終了と、プラン", lambda c: c.do("case", "screen", c.n.quiet, "--result", "01"), plan("quiet"), "SEKI159"),
    pair(
        "主担当が二つ",
        lambda c: c.do("case", "edit", c.n.run, given="lead_agency: marugoto\nlead_since: 2025-07-22\n"),
        ended_by_a_meeting("chuo1"), "SEKI142",
    ),
    pair("種類の同じプランが二つ実施中", record("one_meeting"), record("other_meeting"), "SEKI063"),
    pair("種類の同じプランの案が二つ", plan("quiet"), plan("quiet"), "SEKI143"),
    pair("撤回の後の、つなぎ", withdraw("quiet", "2025-07-21"), refer("quiet"), "SEKI137"),
    pair("撤回の前の、つなぎ", withdraw("quiet"), refer("quiet", day="2025-07-21"), "SEKI155"),
    pair("拒否と、つなぎ", consent("quiet", act="拒否", date="2025-07-21"), refer("quiet"), "SEKI137"),
    pair("撤回と、渡した会議資料", withdraw("handed", "2025-07-21"), printed, "SEKI100", "SEKI135"),
    pair(
        "狭くなった同意と、渡した会議資料",
        consent("handed", act="一部同意", categories="\n  - 経済"), printed, "SEKI135",
    ),
    pair("撤回と、同意の要る会議の議題", withdraw("handed"), tabled("coming", "handed", "策定", "draft"), "SEKI100"),
    pair("撤回と、同意の要る会議の決定", withdraw("twice", "2025-07-21"), record("one_meeting"), "SEKI070"),
    pair("同じ日の同意と拒否", consent("quiet", act="同意", evidence="書庫A"), consent("quiet", act="拒否"), "SEKI144"),
    pair("範囲の違う同意", consent("quiet", until="2025-12-31"), consent("quiet", until="2026-03-31"), "SEKI144"),
    pair("決まった案の書き直し", revise("one_plan"), record("one_meeting"), "SEKI065"),
    pair("前の版の決定（同じ日）", revise("sent_back"), decided("returned", "sent_back"), "SEKI145"),
    pair("一つの議題に二つの決定", record("one_meeting"), record("one_meeting", "継続審議"), "SEKI071"),
    pair("終わったプランの見直し", ended_by_a_meeting(), review("plan", "--result", "継続"), "SEKI146"),
    pair("終わったプランの新しい版", ended_by_a_meeting(), revise("plan"), "SEKI146"),
    pair("取り下げた案の新しい版", lambda c: c.do("plan", "drop", c.n.draft, "--reason", "その他"), revise("draft"), "SEKI146"),
    pair(
        "取り下げた案を会議に", lambda c: c.do("plan", "drop", c.n.draft, "--reason", "その他"),
        tabled("coming", "handed", "策定", "draft"), "SEKI146",
    ),
    pair("結果の違う見直し", review("plan", "--result", "継続"), review("plan", "--result", "変更が必要"), "SEKI147"),
    pair(
        "判断の違う評価",
        lambda c: c.do("evaluate", c.n.plan, given=EVALUATED.format("継続")),
        lambda c: c.do("evaluate", c.n.plan, given=EVALUATED.format("再プラン")), "SEKI147",
    ),
    pair("一つの世帯を二度受け付けた", opened("同じ 人", "おなじ ひと"), opened("同じ 人", "オナジ　ヒト"), "SEKI148"),
    pair("一つの番号に二つの世帯", copied("A"), copied("B"), "SEKI149"),
    pair("受理と取下げ", answer("run", "referral", "accept", day="2025-07-21"), answer("run", "referral", "cancel", "--reason", "本人が希望しない"), "SEKI150"),
    pair(
        "辞退と対応中", answer("run", "referral", "decline", "--reason", "年齢・要件が対象外", day="2025-07-21"),
        (answer("run", "referral", "accept"), answer("run", "referral", "work")), "SEKI150", "SEKI079",
    ),
    pair("引き継いだつなぎの取下げ", answer("handed", "first", "accept", day="2025-07-21"), answer("handed", "first", "cancel", "--reason", "本人が希望しない"), "SEKI150"),
    pair("終わった機関へのつなぎ", profile("agencies", "  - id: kikan\n", "  - id: kikan\n    until: 2025-07-20\n"), refer("run"), "SEKI094"),
    pair("異動した職員の経過", profile("staff", "    name: 佐藤 花\n", "    name: 佐藤 花\n    until: 2025-07-20\n"), note("run"), "SEKI095"),
    pair("なくなった言葉", profile("codes/hard_because", "    label: 複数分野にまたがる\n", "    label: 複数分野にまたがる\n    until: 2025-07-20\n"), refer("run"), "SEKI093"),
    pair(
        "一つの記録に二つの訂正", correct("run", "announced", lambda _: "fact: あ\ncorrects:\n  why: 誤り\n"),
        correct("run", "announced", lambda _: "fact: い\ncorrects:\n  why: 誤り\n"), "SEKI082",
    ),
    pair("取り消したつなぎへの返事", correct("run", "referral", lambda _: VOID), answer("run", "referral", "accept"), "SEKI050"),
    pair(
        "取り消した予定を果たした", correct("run", "announced", lambda _: VOID),
        lambda c: note("run", f"done:\n  - {c.n.announced}\n")(c), "SEKI152",
    ),
    pair("同じ世帯として結んだケースに、プラン", lambda c: c.do("case", "link", c.n.quiet, c.n.handed, "--how", "同一"), plan("quiet"), "SEKI153"),
    pair(
        "世帯から除いた人についての経過",
        by_hand("quiet", "household.yaml", "  - id: P2\n    role: 世帯員\n    name: 架空 静子\n    born: 2010-05-05\n", ""),
        note("quiet", "about:\n  - P2\n"), "SEKI052",
    ),
    pair(
        "同席を避ける二人が会議に",
        lambda c: c.do("case", "edit", c.n.run, "household", given="never_together:\n  - - P1\n    - P2\n"),
        in_the_room("P1", "P2"), "SEKI154",
    ),
    pair("伏せる人の世帯を渡した", by_hand("quiet", "household.yaml", *PROTECTED), refer("quiet"), "SEKI155"),
    pair("伏せる人の住所を書いた", by_hand("quiet", "household.yaml", *PROTECTED), lambda c: c.do("note", "add", c.n.quiet, given="method: 訪問\nfact: 架空町9-9を訪ねた\n"), "SEKI088"),
    pair(
        "一つの議題が二つの会議に", tabled("coming", "handed", "策定", "draft"),
        lambda c: c.do("meeting", "add", str(_new_meeting(c)), c.n.handed, "--timing", "策定", "--plan", c.n.draft), "SEKI156",
    ),
    pair("廃棄したケースに、経過", disposed, note("quiet"), "SEKI157"),
    pair("果たした宿題の延期", lambda c: note("run", f"done:\n  - {c.n.decision}#1\n")(c), put_off, "SEKI151"),
    pair("別の会議の別の決定", record("one_meeting"), decided("twice", "one_plan", "2025-07-21", "差戻し"), "SEKI158"),
    pair(
        "続きのケースと、元のケースの再開",
        lambda c: c.do("case", "new", "--continued-from", c.n.shut, given="intake:\n  method: 電話\n  complaint:\n    by_person: また家賃のこと\n"),
        lambda c: c.do("case", "reopen", c.n.shut), "SEKI108",
    ),
)  # fmt: skip


def _new_meeting(c: Clone) -> object:
    meeting = c.do("meeting", "new", "juso", "--date", "2025-08-12")["meeting"]
    c.do("meeting", "attend", str(meeting), "takikan:goto", "chuo1:sato")
    return meeting


BY_FIELDS = (
    pair("取りやめた会議の決定", lambda c: c.do("meeting", "cancel", c.n.one_meeting), record("one_meeting"), "SEKI071"),
    pair("日を動かした会議の決定", lambda c: c.do("meeting", "move", c.n.one_meeting, "--date", "2025-07-25"), record("one_meeting"), "SEKI071"),
    pair("前の版を決めた（議題の版も改まった）", (tabled("coming", "returned", "策定", "sent_back"), revise("sent_back")), decided("returned", "sent_back"), "SEKI145"),
    pair("出席者と、同席を避ける組", in_the_room("P1"), lambda c: (_apart(c), in_the_room("P2")(c)), "SEKI154"),
    pair("世帯に同じ人が二度加わった", added("P2"), added("P3"), "SEKI114"),
)  # fmt: skip
"""What seki's own merge joins, because two people changed different fields of one document; plain git leaves that to a person."""
