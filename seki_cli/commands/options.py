"""The options of every command as plain data, for the shell that asks while a person types.

The commands know their options themselves, but to ask them costs all that they work with: half a second at every TAB. The
table is written by `make docs`, and tests/commands/test_options.py holds it to the commands.
"""

from typing import Final, NamedTuple

_TABLE: Final = """
due.due | --within | N | N 日先までの予定も出します
due.due | --kind | K | 種類（モニタリング・回答待ち・宿題 …）
due.due | --agency | A | 動く機関
due.due | --staff | ID | 動く職員
due.due | --lead | A | 主担当の機関
due.due | --exit-code | | 1 件でもあれば終了コード 1 にします
due.due | --names | | 本人の名前を添えます（端末でだけ）
case.new | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case.new | --agency | A | 受付機関の id か名前
case.new | --received-on | D | 受付日（既定は今日）
case.new | --method | M | 相談方法（来所・電話・訪問 …）
case.new | --route | R | 相談経路（コードか名前）
case.new | --variant | V | 同意あり・同意なし
case.new | --continued-from | CASE | この閉じたケースの続きとして開きます
case.new | --resume | | 書きかけの下書きから続けます
case.new | --by | ID | この回だけ、記録者を職員 ID で指定します
case_list.list_ | --status | S | 状態（受付・つなぎ中・支援中 …）
case_list.list_ | --agency | A | 関わっている機関
case_list.list_ | --area | A | 圏域
case_list.list_ | --field | F | 分野（介護・障害・子ども・困窮・その他）
case_list.list_ | --lead | A | 主担当の機関
case_list.list_ | --flag | F | 特徴（8050問題・ヤングケアラー …）
case.show | --disclosures | | 提供台帳（だれに何を、いつ、何を根拠に渡したか）を見ます
case.edit | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case.edit | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.screen | --result | R | 対応結果（コードか名前。seki registry codes screening）
case_acts.screen | --to-agency | A | 他機関へつないで終えるときの、つないだ先
case_acts.screen | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case_acts.screen | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.close | --reason | R | 終結の理由（コードか名前。seki registry codes closing）
case_acts.close | --next-lead | A | 次の主担当の機関（いなければ「なし」）
case_acts.close | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case_acts.close | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.suspend | --reason | R | 中断の理由（コードか名前。seki registry codes suspension）
case_acts.suspend | --look-again | D | もう一度確かめる日
case_acts.suspend | --next-lead | A | 次の主担当の機関（いなければ「なし」）
case_acts.suspend | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case_acts.suspend | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.reopen | --next-lead | A | 次の主担当の機関（いなければ「なし」）
case_acts.reopen | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
case_acts.reopen | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.link | --how | H | 関わり方（コードか名前。seki registry codes related）
case_acts.link | --by | ID | この回だけ、記録者を職員 ID で指定します
case_acts.unlink | --by | ID | この回だけ、記録者を職員 ID で指定します
person.add | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
person.add | --by | ID | この回だけ、記録者を職員 ID で指定します
note.add | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
note.add | --by | ID | この回だけ、記録者を職員 ID で指定します
assess.assess | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
assess.assess | --by | ID | この回だけ、記録者を職員 ID で指定します
consent.add | --person | P | 世帯のだれの同意か（P1 など。既定は本人）
consent.add | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
consent.add | --by | ID | この回だけ、記録者を職員 ID で指定します
consent.withdraw | --person | P | 世帯のだれの同意か（P1 など。既定は本人）
consent.withdraw | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
consent.withdraw | --by | ID | この回だけ、記録者を職員 ID で指定します
consent.show | --for | A | この機関に見せてよいかを見ます
consent.show | --on | D | この日について見ます（既定は今日）
refer.refer | --to-agency | A | 機関の id・名前、または事業（第5号・多機関協働 など）
refer.refer | --ask | K | 引継ぎ・一緒に対応・情報提供・協力・会議に諮る
refer.refer | --reason | R | 複雑化・複合化の理由（何度でも）
refer.refer | --reply-by | D | 回答期限
refer.refer | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.refer | --by | ID | この回だけ、記録者を職員 ID で指定します
referral_list.list_ | --open | | 終わっていないものだけ
referral_list.list_ | --overdue | | 回答期限を過ぎたものだけ
referral_list.list_ | --stalled | | つなぎ元がその後なにも記録していないもの（任せきり）だけ
refer.accept | --next | D | 次に動く日
refer.accept | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.accept | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.hold | --reply-by | D | 回答期限
refer.hold | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.hold | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.work | --next | D | 次に動く日
refer.work | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.work | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.decline | --reason | R | 理由（コードか名前。seki registry codes で確認）
refer.decline | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.decline | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.finish | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.finish | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.cancel | --reason | R | 理由（コードか名前。seki registry codes で確認）
refer.cancel | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.cancel | --by | ID | この回だけ、記録者を職員 ID で指定します
refer.extend | --reply-by | D | 回答期限
refer.extend | --reason | R | 理由（コードか名前。seki registry codes で確認）
refer.extend | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
refer.extend | --by | ID | この回だけ、記録者を職員 ID で指定します
plan.new | --kind | K | 多機関協働・参加支援・アウトリーチ等
plan.new | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
plan.new | --by | ID | この回だけ、記録者を職員 ID で指定します
plan.revise | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
plan.revise | --by | ID | この回だけ、記録者を職員 ID で指定します
plan.list_ | --kind | K | 種別
plan.list_ | --status | S | 状態（案・実施中 …）
plan.drop | --reason | R | 理由（終結区分か中断区分のコードか名前）
plan.drop | --off-agenda | | これからの会議の議題からも外します
plan.drop | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
plan.drop | --by | ID | この回だけ、記録者を職員 ID で指定します
plan.decide | --result | R | 適切・修正のうえ適切・承認・差戻し・継続審議・その他
plan.decide | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
plan.decide | --by | ID | この回だけ、記録者を職員 ID で指定します
meeting.new | --date | D | 開催日
meeting.new | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
meeting.add | --timing | T | 策定・変更・終結・中断・情報共有・方針・緊急・社会資源
meeting.add | --plan | P | プラン番号（1 つだけなら省けます）
meeting.add | --members | A,B | この議題に出る機関（既定は会議の出席機関）
meeting.add | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
meeting.attend | --off | | 加える代わりに、出席者から外します
meeting.move | --date | D | 新しい開催日
meeting.move | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
meeting.cancel | --item | NUM | 会議はそのままで、この番号の議題だけを外します
meeting.record | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
meeting.record | --by | ID | この回だけ、記録者を職員 ID で指定します
agenda.agenda | --for | AGENCY | この機関に渡す分だけ
agenda.agenda | --cover | | 伏せたものとその理由（綴じ込まない控え）を出します
agenda.agenda | -o --output | FILE | 配る資料（番号つき・回収表つき）として書き出し、提供台帳に記録します
agenda.agenda | --force | | すでにあるファイルに上書きします
agenda.agenda | --by | ID | この回だけ、記録者を職員 ID で指定します
monitor.monitor | --result | R | 継続・変更が必要・終結を検討・中断を検討
monitor.monitor | --next-date | D | 次のモニタリングの日（書かなければプランの予定どおり）
monitor.monitor | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
monitor.monitor | --by | ID | この回だけ、記録者を職員 ID で指定します
place.place | --step | S | 見学・体験・開始・定着確認・中止・終了
place.place | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
place.place | --by | ID | この回だけ、記録者を職員 ID で指定します
evaluate.evaluate | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
evaluate.evaluate | --by | ID | この回だけ、記録者を職員 ID で指定します
resource.list_ | --for | PLAN | このプランに合いそうな順に、わけとともに並べます
resource.list_ | --kind | K | 区分（コードか名前）
resource.list_ | --area | A | 圏域
resource.list_ | --stale | | 1 年以上確かめていないものだけ
resource.list_ | --all | | 終わったもの、まだ始まっていないものも出します
resource_new.new | --kind | K | 区分（コードか名前。seki registry codes resource_kinds）
resource_new.new | --area | A | 圏域
resource_new.new | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
resource_new.verify | --date | D | 確かめた日（既定は今日）
resource_new.verify | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
resource_new.verify | --by | ID | この回だけ、記録者を職員 ID で指定します
gap.list_ | --status | S | 状況（気づき・検討中・取組中・解決・見送り）
gap.list_ | --field | F | 分野
gap.list_ | --area | A | 圏域
gap_act.new | --decision | CASE/RID | 気づいた決定（ケース番号/記録番号）
gap_act.new | --field | F | 分野（介護・障害・子ども・困窮・その他）
gap_act.new | --area | A | 圏域
gap_act.new | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
gap_act.move | --status | S | 検討中・取組中・解決・見送り
gap_act.move | --date | D | 動いた日（既定は会議の日か、今日）
gap_act.move | --meeting | MEETING | 検討した会議
gap_act.move | --resource | RESOURCE | 取組から生まれた社会資源（何度でも）
gap_act.move | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
activity.list_ | --fy | Y | 年度（R7・2025。既定は今年度）
activity.list_ | --month | M | この月だけ（R7.8・2025-08・8）
activity.list_ | --programme | P | 事業（符号・名前・号）
activity.list_ | --base | A | 拠点（機関の id か名前）
activity_add.add | --programme | P | 第3号の事業（符号・名前・号）
activity_add.add | --base | A | 拠点（機関の id か名前）
activity_add.add | --month | M | 一か月分の実績のとき、その年月（R7.8・2025-08）
activity_add.add | --date | D | 一回の催しの実績のとき、その日
activity_add.add | --held | N | 開催回数（0 は 0、書かなければ未入力）
activity_add.add | --participants | N | 参加者の延べ人数
activity_add.add | --agencies-present | N | 参加機関数
activity_add.add | --new-resources | N | 新しくできた社会資源の数
activity_add.add | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
history.history | --since | D | この日からの分だけ
diff.diff | --since | D | この日の終わりから（必須）。last-meeting と書けば前回の会議から
stats.stats | --fy | R7 | 年度（既定は今年度）
stats.stats | --month | M | 月（2025-06・R7.6、6 ならその年度の6月）
stats.stats | --by | K | 分け方（month・programme・agency …）。2つまで重ねられます
stats.stats | --explain | CELL | この欄の数え方と、もとになった記録を出します
stats.stats | --indicators | | 成果指標・活動指標の目標と実績を並べます
check.check | --strict | | 注意があっても終了コード 1 にし、書き換え・削除・差し入れも履歴で調べます
check.check | --explain | CODE | 指摘の番号（SEKI050 など）の説明を出します
doctor.doctor | --fix | | 何も失わずに直せるところを直します（設定・権限・索引・詰め直しなど）
registry.agencies | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
registry.staff | --from | FILE|- | 記録の内容を YAML ファイル（- は標準入力）から読みます
profile_take.take | --force | | こちらで変えた項目も、付属の設定に合わせます
init.init | --profile | P | seki・blank・自治体の設定フォルダー
init.init | --sample | | 見本の台帳（架空の世帯）を入れます
init.init | --server | | みんなで使う共有先（受け取り側のリポジトリー）を作ります
"""
"""module.function in commands/; the names of one option; what help calls its value, nothing for a flag; what help says of it."""


class Option(NamedTuple):
    """One option of a command: its names, what help calls its value (a flag takes none), and what help says of it."""

    names: tuple[str, ...]
    value: str
    about: str

    @property
    def is_flag(self) -> bool:
        """Say whether the option stands alone."""
        return not self.value


def options_of(place: str) -> tuple[Option, ...]:
    """Return the options of the command at module.function in commands/, in the order of its help."""
    return tuple(_read_line(line) for line in _TABLE.splitlines() if line.startswith(f"{place} | "))


def _read_line(line: str) -> Option:
    _, names, value, about = (part.strip() for part in line.split("| ", 3))
    return Option(names=tuple(names.split()), value=value, about=about)
