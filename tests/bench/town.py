"""An invented town by dice: as many households as one likes, with the names, birth dates and streets that people share."""

from datetime import date, timedelta
from random import Random
from typing import Any

from bench.labelled_pairs import household
from seki_cli.model.ids import build_case_id
from seki_cli.model.world import CaseFile

FAMILIES = (
    "佐藤 さとう,鈴木 すずき,高橋 たかはし,田中 たなか,伊藤 いとう,渡辺 わたなべ,山本 やまもと,中村 なかむら,小林 こばやし,加藤 かとう,"
    "吉田 よしだ,山田 やまだ,佐々木 ささき,山口 やまぐち,松本 まつもと,井上 いのうえ,木村 きむら,林 はやし,斎藤 さいとう,清水 しみず,"
    "後藤 ごとう,長谷川 はせがわ,村上 むらかみ,近藤 こんどう,石井 いしい,前田 まえだ,藤田 ふじた,小川 おがわ,岡田 おかだ,森 もり,"
    "丹羽 にわ,各務 かがみ,兼松 かねまつ,波多野 はたの,土屋 つちや,亀山 かめやま,武藤 むとう,酒向 さこう,西部 にしべ,日置 ひおき"
)
GIVEN = (
    "実 みのる,清 きよし,正 ただし,茂 しげる,勇 いさむ,和子 かずこ,幸子 さちこ,節子 せつこ,恵子 けいこ,久美子 くみこ,"
    "健一 けんいち,浩二 こうじ,誠 まこと,豊 ゆたか,隆 たかし,由美 ゆみ,明美 あけみ,真由美 まゆみ,智子 ともこ,裕子 ゆうこ,"
    "大輔 だいすけ,翔太 しょうた,拓也 たくや,健太 けんた,直樹 なおき,愛 あい,彩 あや,美咲 みさき,千尋 ちひろ,麻衣 まい,"
    "陽翔 はると,蓮 れん,湊 みなと,大和 やまと,悠真 ゆうま,陽葵 ひまり,結衣 ゆい,凛 りん,芽依 めい,葵 あおい"
)
TOWNS = ("架空町", "東架空", "西架空", "架空本町", "架空台", "下架空", "架空原", "架空団地", "南架空", "北架空")


def build_town(households: int, seed: int = 829) -> tuple[CaseFile, ...]:
    """Return so many invented households, always the same for one seed."""
    dice = Random(seed)
    return tuple(
        household(build_case_id(date(2025, 4, 1), dice.randrange), _family(dice, number)) for number in range(households)
    )


def build_new_cases(town: tuple[CaseFile, ...], wanted: int, seed: int = 51) -> tuple[tuple[dict[str, Any], ...], ...]:
    """Return households that call for the first time: nobody of them lives in the town yet."""
    dice = Random(seed)
    return tuple(_family(dice, len(town) + number) for number in range(wanted))


def _family(dice: Random, number: int) -> tuple[dict[str, Any], ...]:
    family, reading = dice.choice(FAMILIES.split(",")).split()
    address = f"架空市{dice.choice(TOWNS)}{dice.randint(1, 9)}-{dice.randint(1, 30)}-{dice.randint(1, 20)}"
    phone = f"0575-{number // 10000:02}-{number % 10000:04}"
    people = []
    for place in range(1, dice.choice((1, 2, 2, 3, 4)) + 1):
        given, sound = dice.choice(GIVEN.split(",")).split()
        born = date(1930, 1, 1) + timedelta(days=dice.randrange(90 * 365))
        row = {"id": f"P{place}", "role": "本人" if place == 1 else "世帯員", "name": f"{family} {given}", "born": born}
        people.append({**row, "kana": f"{reading} {sound}", "address": address, **({"phone": phone} if place == 1 else {})})
    return tuple(people)
