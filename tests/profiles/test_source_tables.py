"""関市's profile against the tables of its plan, copied here by hand: 第3章2 (programmes) and 第3章3 (meetings)."""

from datetime import date

import pytest

from seki_cli.model.office import Office

DAY = date(2025, 6, 11)

CHUO = tuple(f"関市中央第{n}地域包括支援センター" for n in (1, 2, 3, 4))
HOKATSU = (*CHUO, "関市西地域包括支援センター", "関市東地域包括支援センター")
KAZAGURUMA, HIBIKI, SUISEI = "相談支援事業所 かざぐるま", "地域生活支援センター ひびき", "地域生活支援センター すいせい"

# id · 号 · 事業名 · 機能 · 分野 · 所管課 · (拠点, 運営形態)…
TABLE = {
    "1-i": ("第1号イ", "地域包括支援センターの運営", "包括的相談支援", "介護", ("高齢福祉課",), [(n, "委託") for n in HOKATSU]),
    "1-ro": (
        "第1号ロ", "障害者相談支援事業", "包括的相談支援", "障害", ("福祉政策課",),
        [
            ("基幹相談支援センター", "一部委託"),
            ("ひまわりの丘地域生活支援センター", "委託"),
            ("美谷の里", "委託"),
            (KAZAGURUMA, "委託"),
            (HIBIKI, "委託"),
            (SUISEI, "委託"),
        ],
    ),
    "1-ha-kihon": ("第1号ハ", "利用者支援事業 基本型", "包括的相談支援", "子ども", ("市民健康課",), [(n, "委託") for n in CHUO]),
    "1-ha-kodomo": (
        "第1号ハ", "利用者支援事業 子ども家庭センター型", "包括的相談支援", "子ども", ("子ども家庭課", "市民健康課"),
        [("関市子ども家庭センター", "直営")],
    ),
    "1-ni": ("第1号ニ", "生活困窮者自立相談支援事業", "包括的相談支援", "困窮", ("福祉政策課",), [("関市くらし・まるごと支援センター", "委託")]),
    "2": ("第2号", "参加支援事業", "参加支援", "全", ("福祉政策課",), [("関市社会福祉協議会", "委託")]),
    "3-i": ("第3号イ", "地域介護予防活動支援事業", "地域づくりに向けた支援", "介護", ("高齢福祉課",), [("高齢福祉課", "直営")]),
    "3-ro": (
        "第3号ロ", "生活支援体制整備事業", "地域づくりに向けた支援", "介護", ("高齢福祉課",),
        [("高齢福祉課", "直営"), ("関市社会福祉協議会", "委託")],
    ),
    "3-ha": (
        "第3号ハ", "地域活動支援センターの基本事業", "地域づくりに向けた支援", "障害", ("福祉政策課",),
        [(KAZAGURUMA, "委託"), (HIBIKI, "委託"), (SUISEI, "委託")],
    ),
    "3-ni": (
        "第3号ニ", "地域子育て支援拠点事業", "地域づくりに向けた支援", "子ども", ("子ども家庭課",),
        [("ははこぐさ", "委託"), ("むげがわ子育て支援センター", "直営")],
    ),
    "3-ho": (
        "第3号ホ", "生活困窮者支援等のための地域づくり事業", "地域づくりに向けた支援", "困窮", ("福祉政策課",),
        [("関市社会福祉協議会", "委託")],
    ),
    "4": (
        "第4号", "アウトリーチ等を通じた継続的支援事業", "アウトリーチ等を通じた継続的支援", "全", ("福祉政策課",),
        [("関市社会福祉協議会", "委託")],
    ),
    "5": ("第5号", "多機関協働事業", "多機関協働", "全", ("福祉政策課",), [("多機関協働事業者", "委託")]),
    "6": ("第6号", "支援プランの作成", "支援プランの作成", "全", ("福祉政策課",), []),
}  # fmt: skip
COUNTS = {
    "1-i": 6,
    "1-ro": 1 + 5,
    "1-ha-kihon": 4,
    "1-ha-kodomo": 1,
    "1-ni": 1,
    "3-i": 1,
    "3-ro": 2,
    "3-ha": 3,
    "3-ni": 2,
    "3-ho": 1,
}

SLUGS = {
    "chuo1": CHUO[0], "chuo2": CHUO[1], "chuo3": CHUO[2], "chuo4": CHUO[3], "nishi": HOKATSU[4], "higashi": HOKATSU[5],
    "kikan": "基幹相談支援センター", "himawari": "ひまわりの丘地域生活支援センター", "mitani": "美谷の里", "kazaguruma": KAZAGURUMA,
    "hibiki": HIBIKI, "suisei": SUISEI, "kodomo": "関市子ども家庭センター", "marugoto": "関市くらし・まるごと支援センター",
    "shakyo": "関市社会福祉協議会", "takikan": "多機関協働事業者", "fukushi": "福祉政策課", "korei": "高齢福祉課", "shimin": "市民健康課",
    "kodomoka": "子ども家庭課", "hahakogusa": "ははこぐさ", "mugegawa": "むげがわ子育て支援センター", "zeimu": "税務部門",
    "hellowork": "公共職業安定所",
}  # fmt: skip


@pytest.fixture(scope="session")
def office(seki) -> Office:
    return seki.office


def test_the_programmes_are_those_of_the_table_and_no_others(office: Office) -> None:
    assert [programme.id for programme in office.programmes] == list(TABLE)


@pytest.mark.parametrize("programme_id", TABLE)
def test_a_programme_is_as_the_table_says(office: Office, programme_id: str) -> None:
    programme = office.programme(programme_id, DAY)
    assert programme is not None
    bases = [(base.name or office.agency_name(base.agency), base.operation) for base in programme.bases]
    owners = tuple(office.agency_name(owner) for owner in programme.owners)
    assert (programme.item, programme.name, programme.function, programme.field, owners, bases) == TABLE[programme_id]


def test_numbers_of_bases(office: Office) -> None:
    numbers = {programme.id: len(programme.bases) for programme in office.programmes}
    assert {key: numbers[key] for key in COUNTS} == COUNTS
    consultation = [base for programme in office.programmes if programme.item.startswith("第1号") for base in programme.bases]
    assert len(consultation) == 18
    assert len({base.agency for base in consultation}) == 14
    community = [len(programme.bases) for programme in office.programmes if programme.item.startswith("第3号")]
    assert community == [1, 2, 3, 2, 1]


def test_days_on_which_programmes_begin(office: Office) -> None:
    begins = {programme.id: programme.since for programme in office.programmes}
    assert begins.pop("1-ha-kihon") == date(2023, 4, 1)
    assert set(begins.values()) == {date(2022, 4, 1)}
    assert [p.id for p in office.programmes_of("chuo1", date(2023, 3, 31))] == ["1-i"]
    assert [p.id for p in office.programmes_of("chuo1", date(2023, 4, 1))] == ["1-i", "1-ha-kihon"]
    assert [p.id for p in office.programmes_of("nishi", DAY)] == ["1-i"]
    assert [p.id for p in office.programmes_of("takikan", DAY)] == ["5"]


def test_remarks_of_the_table(office: Office) -> None:
    def base(programme_id: str, agency: str):
        programme = office.programme(programme_id)
        assert programme is not None
        return next(base for base in programme.bases if base.agency == agency)

    assert "機能の一部を委託" in base("1-ro", "kikan").note
    assert (base("3-ro", "korei").tier, base("3-ro", "shakyo").tier) == ("第1層", "第2層")
    hahakogusa = base("3-ni", "hahakogusa")
    assert hahakogusa.operator == "社会福祉法人 倉知福祉会(倉知保育園)"
    assert all(words in hahakogusa.note for words in ("民営", "委託で分類", "補助金を支出"))
    assert base("5", "takikan").operator == "関市社会福祉協議会ほか"
    assert all(words in base("1-ha-kodomo", "kodomo").note for words in ("家庭児童相談室", "母子保健"))
    assert "地域活動支援センター機能強化事業" in base("3-ha", "hibiki").note


@pytest.mark.parametrize(("slug", "name"), SLUGS.items())
def test_slugs_that_other_programs_rely_on(office: Office, slug: str, name: str) -> None:
    assert office.agency_name(slug) == name


def test_slips_of_recognition_are_put_right(seki) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in seki.paths)
    for slip in ("センタ一", "の口", "の二]", "アウトリー チ", "アセスメント。結果", "モニタリング の", "1部"):
        assert slip not in text


def test_other_spellings_are_known(office: Office) -> None:
    kodomo, jiritsu = office.agency("kodomo"), office.programme("3-ho")
    assert kodomo is not None
    assert jiritsu is not None
    assert "こども家庭センター" in kodomo.also
    assert "共助の基盤づくり事業" in jiritsu.also
    spellings = [word for programme in office.programmes for word in programme.also]
    assert {"第1号のロ", "第1号のニ", "第3号のニ", "こども家庭センター型", "多機関協働"} <= set(spellings)


def test_the_citys_own_words(seki) -> None:
    city = seki.office.municipality
    assert (city.name, city.committee) == ("関市", "関市地域福祉計画推進委員会")
    assert city.setup["kind"] == "一部統合型"
    assert (city.plan["title"], city.plan["revised"]) == ("関市重層的支援体制整備事業実施計画", "2025-06")
    assert seki.office.settings.tax_notes == "warn"


def test_meetings_may_do_what_the_table_says(office: Office) -> None:
    assert [kind.id for kind in office.meetings] == ["shien", "juso"]
    shien, juso = office.meetings
    assert (shien.name, shien.consent, shien.takes_cases, shien.convenor) == ("支援会議", "not_required", True, "fukushi")
    assert (juso.name, juso.consent, juso.takes_cases, juso.convenor) == ("重層的支援会議", "required", True, "takikan")
    assert shien.decides == ("情報共有", "方針", "緊急")
    assert juso.decides == ("策定", "変更", "終結", "中断", "社会資源")
    assert shien.bases == ("社会福祉法第106条の6",)
    assert shien.tax_needs_consent
    assert juso.tax_needs_consent
    assert shien.may_join == ("要保護児童対策地域協議会", "生活困窮者自立支援調整会議", "地域ケア会議")
    assert juso.may_join == ()
    for kind in (shien, juso):
        assert "すべての事項" in kind.secrecy
        assert "守秘義務がある" in kind.secrecy
        assert kind.publicity == "非公開"
        assert kind.marks == ("取扱注意", "会議後回収")
    assert "地方税法第22条" in shien.secrecy


def test_members_are_those_of_the_third_row(office: Office) -> None:
    shien, juso = office.meetings
    named = {
        "健康福祉部局", "税務部局", "民生部局", "住宅部局", "教育委員会", "商工部局", "ハローワーク", "福祉サービス提供事業者", "医療機関", "学校",
        "社会福祉協議会",
    }  # fmt: skip
    assert named <= set(shien.members)
    assert juso.members == shien.members


def test_points_to_discuss(office: Office) -> None:
    shien, juso = office.meetings
    assert juso.points["策定"] == (
        "アセスメント結果に基づく本人の目標、支援方針、プラン内容",
        "各関係機関の役割分担の確認",
        "モニタリングの時期の検討等",
    )
    assert juso.points["変更"] == (
        "本人の状況変化の確認、評価",
        "現行プランの評価",
        "プラン変更内容の確認(プラン策定時の内容と同様)",
    )
    assert juso.points["終結"] == (
        "本人の目標達成状況、本人に関わる支援者の状況等の確認",
        "支援終結の評価、フォローアップの必要性やその方法の確認",
    )
    assert juso.points["中断"] == ("支援中断の流れの確認",)
    assert juso.sources["中断"] == "原文欠落"
    assert set(juso.sources).isdisjoint({"策定", "変更", "終結"})
    assert set(juso.points) == set(juso.decides)
    assert set(shien.points) == set(shien.decides)
