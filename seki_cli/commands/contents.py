"""The table of contents of seki: every group and command in the order in which help lists them, as plain data.

It is read at every start and at every TAB, so that it loads nothing: a command's module is loaded when that command is
called, asked for its help, or completed. A function becomes a command by its line here and in no other way.
"""

from typing import Final, NamedTuple

_HIDDEN: Final = " (hidden)"
"""Behind the words of a command that programs call: no list of commands names it."""

_MANY: Final = "*"
"""Behind an argument that may stand any number of times."""

_TABLE: Final = """
due | due.due | | 期限が来ている・過ぎている予定を一覧します。何もなければ何も出しません。
case | | | ケースを開き、見て、探し、直します。
case new | case.new | | 相談を受け付け、ケースを開きます。
case list | case_list.list_ | | ケースを一覧します（名前は出ません）。
case show | case.show | CASE | ケースを一画面で見ます。
case find | case_list.find | [-]* | 名前・ふりがな・住所・電話・生年月日・番号でケースを探します。
case edit | case.edit | CASE [RECORD] | 記録をエディターで直します。保存の前に検査します。
case screen | case_acts.screen | CASE | 対応結果（スクリーニング）を記録し、それで何が変わるかを知らせます。
case close | case_acts.close | CASE | プランの動いていないケースを終結します。
case suspend | case_acts.suspend | CASE | プランの動いていないケースを中断します。もう一度確かめる日が要ります。
case reopen | case_acts.reopen | CASE | 閉じたケースを再開します。新しい相談の受付（intake:）も、いっしょに記録できます。
case link | case_acts.link | CASE CASE2 | 二つのケースを、関わりのあるケースとして互いに結びます。「同一」でも、統合はしません。
case unlink | case_acts.unlink | CASE CASE2 | 二つのケースの結びを、両方から外します。
person | | | 世帯の人を加えます。
person add | person.add | CASE | 後から分かった人、加わった人を世帯に加えます（番号は seki が付けます）。
note | | | 支援経過を記録します。
note add | note.add | CASE | 支援経過記録を加えます（一度に何件でも）。
assess | assess.assess | CASE | アセスメントをまとめます。まとめるたびに新しいシートになり、前のものは残ります。
consent | | | 同意を記録し、だれに何を見せてよいかを確かめます。
consent add | consent.add | CASE | 同意・一部同意・拒否・保留を記録します。
consent withdraw | consent.withdraw | CASE | 同意の撤回を記録します。撤回を伝える機関と、止まる会議資料・つなぎも知らせます。
consent show | consent.show | CASE | だれに何を見せてよいか、その理由と、何があれば変わるかを見ます。
refer | refer.refer | CASE | ケースを他の機関・多機関協働につなぎます。
referral | | | つなぎの回答と進み具合を扱います。
referral list | referral_list.list_ | | つなぎを一覧します。
referral accept | refer.accept | CASE/REF | つなぎを受理します。引継ぎを受理すると、主担当が移ります。
referral hold | refer.hold | CASE/REF | 回答を保留し、いつまでに答えるかを決めます。
referral work | refer.work | CASE/REF | 受けたつなぎに取り組んでいることを記録します。
referral decline | refer.decline | CASE/REF | 理由を添えて辞退します。つないだ機関の期限一覧に残らないよう、次の手だても決めてください。
referral finish | refer.finish | CASE/REF | つなぎの対応を終えます。
referral cancel | refer.cancel | CASE/REF | つないだ側が、理由を添えて取り下げます。
referral extend | refer.extend | CASE/REF | 回答期限を変えます。理由と元の期限は記録に残ります。
plan | | | 支援プランを作り、直し、見ます。
plan new | plan.new | CASE | プランの案（v1）を作ります。
plan revise | plan.revise | PLAN | プランを直します。決定済みの版はそのまま残り、次の版ができます。案のうちは、その案を書き直します。
plan show | plan.show | PLAN | プランの全文と、決定・モニタリングの経過を見ます。
plan list | plan.list_ | | プランを一覧します。
plan check | plan.check | PLAN | プランを会議に諮れるかを確かめます。何も書き換えません。
plan drop | plan.drop | PLAN | プランの案を取り下げます。会議待ちが終わります。
plan decide | plan.decide | PLAN | 自治体（市区町村）の支援決定を記録します。会議の決定とは別で、会議待ちは変わりません。
meeting | | | 会議を開き、議題と出席者を整え、記録します。
meeting new | meeting.new | KIND | 会議を作ります。議長は、その日にその職にいる人（いなければ代理）が入ります。
meeting add | meeting.add | MEETING CASE|GAP | 会議に議題を加えます。同意を要する会議では、開催日に有効な本人同意がなければ断ります。
meeting attend | meeting.attend | MEETING AGENCY…* | 会議に出席する機関や、同席する本人・家族を加えます。
meeting move | meeting.move | MEETING | 会議を別の日に移します。番号は変わりません。新しい日に同意が切れている議題があれば断ります。
meeting cancel | meeting.cancel | MEETING | 会議を取りやめます。議題のプランとケースは会議待ちに戻り、期限の一覧（seki due）に出ます。
meeting list | meeting.list_ | | 会議を一覧します。
meeting show | meeting.show | MEETING | 会議の日時・出席者・議題と、記録した後はその結果と宿題の残りを見ます（名前は出ません）。
meeting propose | meeting_propose.propose | KIND | この種類の会議を待っているプランとケースを、時機とともに一覧します。
meeting record | meeting.record | MEETING | 会議の出欠・結果・議事・宿題を記録します。議題ごとに決定が 1 件でき、プランや主担当が動きます。
agenda | agenda.agenda | MEETING | 会議資料を作ります。その場の全員に見せてよいものだけが載ります。
monitor | monitor.monitor | PLAN | プランのモニタリングを記録します。
place | place.place | PLAN RESOURCE | 参加支援で、受け入れ先との間で進んだことを記録します。
evaluate | evaluate.evaluate | PLAN | プランを評価します（評価シート）。
resource | | | 社会資源（居場所・活動・受け入れ先）を登録し、探し、確かめます。
resource list | resource.list_ | | 社会資源を一覧します。--for PLAN で、プランに合いそうなものから順に、わけとともに並べます。
resource show | resource.show | RESOURCE | 社会資源の内容、いま参加しているケース（番号だけ）、参加先に挙げているプラン、確認の古さを見ます。
resource new | resource_new.new | | 社会資源を登録します。名称のほかは、分かったところから書けば足ります。
resource verify | resource_new.verify | RESOURCE | 社会資源の内容を確かめたことを記録します。1 年たつと「確認が古い」と出ます。
gap | | | 地域課題（不足する社会資源）を書きとめ、取組を追います。
gap list | gap.list_ | | 地域課題を、いまの状況とともに一覧します。
gap show | gap.show | GAP | 地域課題の内容と、気づいたきっかけ、取組の経過、上がった会議、そこから生まれた社会資源を見ます。
gap new | gap_act.new | | 地域課題（足りない社会資源）を書きとめます。ひとりの話ではなく、地域の言葉で書きます（氏名は書きません）。
gap move | gap_act.move | GAP | 地域課題の取組を一歩進めます。前の経過は残り、いまの状況は最後の一歩で決まります。
activity | | | 地域づくり（第3号）の拠点の実績を、月ごと・催しごとに記録します。
activity list | activity.list_ | | 地域づくりの実績を拠点と月ごとに並べ、まだ報告のない拠点を「未入力」と示します。0 は 0、書かれていない数は未入力です。
activity add | activity_add.add | | 地域づくりの拠点の、一か月分（--month）か一回の催し（--date）の実績を加えます。
history | history.history | CASE | ケースの履歴を、だれがいつ何をしたかの順に見ます（訂正や期限の変更も残ります）。
diff | diff.diff | CASE | ケースの中で、ある日や前回の会議から変わったことを、文で並べます。
stats | stats.stats | [WORD] | 件数と回数を数えます。どの数も、もとになった記録まで戻れます。
check | check.check | [PATH…]* | 台帳を検査し、直すべきところを場所つきで並べます。何も書き換えません。
save | save.save | | 手で直したファイルを検査し、問題がなければまとめて保存します。
doctor | doctor.doctor | | この複製のようすを調べ、いま何をすればよいかを示します。--fix のほかは、何も変えません。
sync | sync.sync | | ほかの台帳（clone）と記録をやり取りし、双方を合わせます。
registry | | | 事務所の登録簿（機関・事業・職員・会議・コード）を見て、職員と機関を加えます。
registry agencies | registry.agencies | [WORD] | 機関を一覧します。add と --from で加えます。
registry programmes | registry.programmes | [WORD] | 事業を、拠点と所管課とともに一覧します。
registry staff | registry.staff | [WORD] | 職員名簿を見ます。add と --from で加えます（氏名は履歴に残さないよう、オプションでは渡せません）。
registry meetings | registry.meetings | [WORD] | 会議の種類と、それぞれが決められる時機を見ます。間隔の決まった会議は、前回と次の期限も出ます。
registry codes | registry.codes | [WORD] | コードの一覧を見ます。
registry me | registry.me | ID | この台帳を使う自分を決めます（この複製だけの設定です）。
profile | | | 自治体設定（profile/ と seki.yaml）を検査し、もとの設定と比べます。
profile check | profile.check | | 自治体設定の誤りを、行ごとに場所つきで並べます。「未確認」「原文欠落」の行も参考として出します。何も書き換えません。
profile diff | profile.diff | | この台帳の自治体設定を、もとになった付属の設定（seki.yaml の profile）と比べ、加えた行・変えた行・ない行を並べます。
profile take | profile_take.take | [LIST] | 新しい seki に付いている一覧を、この台帳の自治体設定に取り入れます。
schema | schema.schema | [KIND] | 記録の様式（JSON Schema）を見ます。種類を書かなければ一覧します。
init | init.init | DIR | 台帳（git リポジトリー）を作ります。--server は、記録を確かめてから受け取る共有先を作ります。
demo | demo.demo | [DIR] | 見本の台帳を作り、一日の主な仕事をひととおり見せます（人物・世帯はすべて架空です）。
receive (hidden) | receive.receive | | サーバーの hook が、送られた記録を受け取る前に呼びます。手で動かすものではありません。
"""
"""The words; module.function in commands/, nothing for a group; the arguments by their names in help; the first line of the
docstring. The modules hold the same: tests/commands/test_contents.py compares them."""


class Entry(NamedTuple):
    """One line of the table: a command, or a group of commands, which has no place. No dataclass: they take long to load.

    `group`: the word before its own, empty where it stands alone. `place`: module.function in commands/. `takes`: the names
    of its arguments; the last of them may stand again and again where it takes `many`. `about`: what lists say of it.
    """

    group: str
    word: str
    place: str
    takes: tuple[str, ...]
    many: bool
    about: str
    hidden: bool


def _read_line(line: str) -> Entry:
    words, place, takes, about = (part.strip() for part in line.split("| ", 3))
    group, _, word = words.removesuffix(_HIDDEN).rpartition(" ")
    return Entry(
        group=group,
        word=word,
        place=place,
        takes=tuple(name.removesuffix(_MANY) for name in takes.split()),
        many=takes.endswith(_MANY),
        about=about,
        hidden=words.endswith(_HIDDEN),
    )


ENTRIES: Final = tuple(_read_line(line) for line in _TABLE.strip().splitlines())
GROUPS: Final = frozenset(entry.word for entry in ENTRIES if not entry.place)


def entries_of(group: str) -> tuple[Entry, ...]:
    """Return what stands in a group, in its order; for an empty word what stands at the top, groups included."""
    return tuple(entry for entry in ENTRIES if entry.group == group)
