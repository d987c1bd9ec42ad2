"""The ordinary work of two people on one case and on different ones: joined, there is nothing to say about any of it."""

from merges.acts import answer, by_hand, close, consent, note, opened, plan, record, refer, review, revise, tabled, withdraw
from merges.ground import Clone
from merges.harmful import PROTECTED, pair

STAFF = "- id: {0}\n  name: 架空 {0}\n  agency: chuo1\n  post: 主事\n  pledged_on: 2025-07-01\n  since: 2025-07-01\n"
SHEET = "people: []\nsummary: まとめ\ndirection: 続ける\n"
EVALUATED = "occasion: 期間満了\njudgement: 継続\nremaining: なし\n"
GRANDCHILD = "role: 世帯員\nname: 架空 まご\nkana: かくう まご\nborn: 2018-08-08\nrelation: 子\n"
SAID = "intake:\n  method: 電話\n  complaint:\n    by_person: また家賃のこと\n"


def staff(name: str):
    return lambda c: c.do("registry", "staff", "add", given=STAFF.format(name))


def case_edit(said: str, record: str = "case"):
    return lambda c: c.do("case", "edit", c.n.run, record, given=said)


def done(c: Clone) -> None:
    note("run", f"done:\n  - {c.n.decision}#1\n")(c)


def reopen(c: Clone) -> None:
    c.do("case", "reopen", c.n.shut)


def resource(c: Clone) -> None:
    c.do("resource", "new", "--kind", "01", given="name: ひるまの縁側\n")


HARMLESS = (
    pair("同じケースに経過と経過", note("run"), note("run")),
    pair("同じ宿題を果たしたと二人が書いた", done, done),
    pair("経過とつなぎの受理", note("run"), answer("run", "referral", "accept", "--next", "2025-07-29")),
    pair("二人とも受理", answer("run", "referral", "accept", "--next", "2025-07-29"), answer("run", "referral", "accept", "--next", "2025-07-30")),
    pair("つなぎの受理と、別のつなぎの取下げ", answer("handed", "first", "accept"), answer("handed", "second", "cancel", "--reason", "本人が希望しない")),
    pair("引継ぎの受理と経過", answer("handed", "first", "accept"), note("handed")),
    pair("新しい版と経過", revise("plan"), note("run")),
    pair("案の書き直しと経過", revise("draft"), note("handed")),
    pair("別々のケース", note("quiet"), refer("run")),
    pair("終結と、別のケースの経過", close("quiet"), note("run")),
    pair("別々の機関へのつなぎ", refer("run"), refer("run", "hibiki")),
    pair("別々の会議に別々の議題", tabled("coming", "handed", "策定", "draft"), tabled("talk", "quiet", "情報共有")),
    pair("会議の決定と、別のケースの経過", record("one_meeting"), note("run")),
    pair("会議の決定と、そのケースの経過", record("one_meeting"), note("twice")),
    pair("会議の決定と、ほかのプランの見直し", record("one_meeting"), review("plan", "--result", "継続")),
    pair("同意と経過", consent("quiet", until="2026-12-31"), note("quiet")),
    pair("同じ同意を二人が書いた", consent("quiet", until="2026-12-31"), consent("quiet", until="2026-12-31")),
    pair("本人の同意と家族の同意", consent("quiet", until="2026-12-31"), consent("quiet", person="P2")),
    pair("撤回と経過", withdraw("run"), note("run")),
    pair("撤回と、別のケースのつなぎ", withdraw("run"), refer("quiet")),
    pair("見直しと経過", review("plan", "--result", "継続"), note("run")),
    pair("見直しと、宿題を果たした経過", review("plan", "--result", "継続"), done),
    pair("同じ結果の見直しを二人が書いた", review("plan", "--result", "継続"), review("plan", "--result", "継続")),
    pair("見直しと評価", review("plan", "--result", "継続"), lambda c: c.do("evaluate", c.n.plan, given=EVALUATED)),
    pair("別々の世帯の受付", opened("見本 一", "みほん はじめ"), opened("見本 二", "みほん ふたつ", "1991-06-06")),
    pair("ふたごの受付", opened("見本 一", "みほん はじめ"), opened("見本 二", "みほん つぎお")),
    pair("種類の違うプラン", plan("quiet"), plan("quiet", "アウトリーチ等")),
    pair("世帯の電話と、その人の経過", by_hand("quiet", "household.yaml", "    address: 架空町9-9\n", "    address: 架空町9-9\n    phone: 0575-00-9999\n"), note("quiet", "about:\n  - P2\n")),
    pair("世帯に人が加わるのと経過", lambda c: c.do("person", "add", c.n.quiet, given=GRANDCHILD), note("quiet")),
    pair("伏せることと、居どころのない経過", by_hand("quiet", "household.yaml", *PROTECTED), note("quiet")),
    pair("親族のケースとして結ぶのと経過", lambda c: c.do("case", "link", c.n.quiet, c.n.handed, "--how", "親族"), (note("quiet"), plan("quiet"))),
    pair("再開と、別のケースの経過", reopen, note("run")),
    pair("再開と、そのケースの経過", reopen, note("shut")),
    pair("アセスメントと経過", lambda c: c.do("assess", c.n.quiet, given=SHEET), note("quiet")),
    pair("対応結果と経過", lambda c: c.do("case", "screen", c.n.quiet, "--result", "04"), note("quiet")),
    pair("主担当を移すのと経過", case_edit("lead_agency: marugoto\nlead_since: 2025-07-22\n"), note("run")),
    pair("職員の登録と社会資源の登録", staff("yamashita"), resource),
    pair("職員の登録と、ほかの職員の経過", staff("yamashita"), note("run")),
    pair("会議を開くことにするのと、つなぎ", lambda c: c.do("meeting", "new", "juso", "--date", "2025-08-26"), refer("run")),
    pair("会議の日を動かすのと、別の会議の議題", lambda c: c.do("meeting", "move", c.n.coming, "--date", "2025-07-30"), tabled("talk", "run", "情報共有")),
    pair("案の取下げと経過", lambda c: c.do("plan", "drop", c.n.draft, "--reason", "その他"), note("handed")),
    pair("一方だけが仕事をした", note("run"), ()),
)  # fmt: skip

BY_FIELDS = (
    pair("一つの会議に別々の議題", tabled("talk", "run", "情報共有"), tabled("talk", "quiet", "情報共有")),
    pair("一つの会議に別々の出席者", lambda c: c.do("meeting", "attend", c.n.talk, "hibiki"), lambda c: c.do("meeting", "attend", c.n.talk, "kikan")),
    pair("職員を一人ずつ登録", staff("yamashita"), staff("kawashita")),
    pair("世帯の別々の人を直した", by_hand("quiet", "household.yaml", "    address: 架空町9-9\n", "    address: 架空町9-8\n"), by_hand("quiet", "household.yaml", "    born: 2010-05-05\n", "    born: 2010-05-06\n")),
    pair("緊急度と主担当", case_edit("urgency: 数日以内\n"), case_edit("lead_agency: marugoto\nlead_since: 2025-07-22\n")),
    pair("別々のケースと結んだ", lambda c: c.do("case", "link", c.n.run, c.n.quiet, "--how", "親族"), lambda c: c.do("case", "link", c.n.run, c.n.handed, "--how", "親族")),
    pair("会議の日を動かすのと、出席者", lambda c: c.do("meeting", "move", c.n.talk, "--date", "2025-08-06"), lambda c: c.do("meeting", "attend", c.n.talk, "kikan")),
)  # fmt: skip
"""What seki's own merge joins, because two people changed different fields or rows of one document."""
