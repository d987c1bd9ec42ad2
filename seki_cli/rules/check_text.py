"""What must not stand in any text: an individual number, the whereabouts of somebody protected. And the history's own check."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.model.fold import fold
from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding
from seki_cli.model.walk import each_text, find_texts
from seki_cli.rules.case_facts import CaseFacts, Surroundings
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.masks import WHEREABOUTS, Whereabouts, find_whereabouts
from seki_cli.rules.names import searchable

_JOINTS: Final = " \\-‐‑‒–—―−ーｰ・./"
_TWELVE: Final = re.compile(f"(?<![0-9+])(?:[0-9]{{12}}|[0-9]{{4}}[{_JOINTS}][0-9]{{4}}[{_JOINTS}][0-9]{{4}})(?![0-9])")
_DIGIT_RUN: Final = re.compile(r"\d{4}.?\d{4}.?\d{4}")
_NO_PLACE: Final = (
    "会社員 公務員 自営業 専業主婦 パート パート勤務 アルバイト 派遣社員 契約社員 正社員 求職中 休職中 失業中 年金生活 年金受給 "
    "生活保護 保育園 幼稚園 小学校 小学生 中学校 中学生 高等学校 高校生 大学生 専門学校 不登校 就労支援"
)
_EVENTS: Final = {
    "intake": "相談受付",
    "screening": "対応結果",
    "consent": "同意の記録",
    "note": "支援経過記録",
    "referral": "つなぎ",
    "referral_step": "つなぎへの返事",
    "decision": "会議の決定",
    "monitoring": "モニタリング",
    "placement": "参加支援の記録",
    "evaluation": "評価シート",
    "closing": "終結・中断の記録",
    "disclosure": "提供台帳",
}


@finding(
    "SEKI087",
    "個人番号（マイナンバー）とみられる12桁の番号があります",
    remedy="番号を消してください。保存した後の記録なら、番号を除いた訂正の記録を追加し、所管課に伝えてください",
    scope="written",
)
def individual_number(record: Record, _around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """検査用数字の合う12桁の番号は、どの記録のどの欄にも書けません。

    この事業の記録に個人番号を持つ根拠はなく、git の履歴に入った番号は、消しても残ります。区切り（空白・ハイフン）や
    全角の数字も調べます。たまたま検査用数字の合う別の番号なら、区切りや桁を分けて書いてください。訂正で置き換えた
    元の記録に残る番号は、警告として知らせ続けます。
    出典: 行政手続における特定の個人を識別するための番号の利用等に関する法律・検査用数字は平成26年総務省令第85号第5条
    """
    if not any(len(text) >= 12 and _DIGIT_RUN.search(text) for text in each_text(record)):
        return
    for key, text in find_texts(record):
        if holds_individual_number(text):
            yield at(record, key=key)


def holds_individual_number(text: str) -> bool:
    """Say whether a text holds twelve digits that end in the check digit of an individual number (個人番号).

    In any width, in one run or in three groups of four. A number after a plus sign is a telephone's.
    """
    plain = unicodedata.normalize("NFKC", text)
    runs = (re.sub("[^0-9]", "", match.group()) for match in _TWELVE.finditer(plain))
    return any(_check_digit(run[:11]) == int(run[11]) for run in runs)


def _check_digit(eleven: str) -> int:
    """Return the check digit of eleven digits: 11 less the remainder of ΣPn×Qn by 11, and 0 where that is 0 or 1.

    Pn is the nth digit from the right, Qn is n+1 for n up to 6 and n-5 from 7 on. 出典: 平成26年総務省令第85号第5条
    """
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), start=1))
    rest = total % 11
    return 0 if rest <= 1 else 11 - rest


@finding(
    "SEKI088",
    "支援措置などで伏せる人の住所・電話・通学先や勤務先が、文章の中にあります",
    remedy="文章から消し、世帯の記録の欄だけに書いてください。保存した後の記録なら、除いた訂正の記録を追加してください",
)
def whereabouts_in_a_text(facts: CaseFacts) -> Iterator[Fault]:
    """伏せる人の居どころは、世帯の記録の決まった欄だけに書きます。

    会議資料はその欄を伏せますが、文章に書かれた住所までは見分けられません。世帯の記録に書かれたとおりの住所（県と市を
    除いたものも）、電話、通学先・勤務先を、全角半角や丁目・番地の違いをならして探します。支援措置の期限が過ぎていても、
    欄があるかぎり調べます。
    出典: 住民基本台帳事務における支援措置・第3章3（守秘義務）
    """
    hidden = [_places_only(one) for one in find_whereabouts(facts.case.household.people)]
    if not hidden:
        return
    for record in facts.raw.records():
        counts = record.id in facts.counting or record.id not in facts.written
        for key, text in find_texts(record):
            if key[-1] in WHEREABOUTS and record is facts.raw.household:
                continue
            form = searchable(text)
            if any(one.found_in(form) for one in hidden):
                yield at(record, key=key, severity=None if counts else "warning")


def _places_only(hidden: Whereabouts) -> Whereabouts:
    """Leave out words that name no place: 会社員 in a note gives nobody away."""
    words = {fold(word) for word in _NO_PLACE.split()}
    return replace(hidden, places=tuple(place for place in hidden.places if place not in words))


@finding(
    "SEKI089",
    "保存した後に書き換えられた記録です",
    remedy="git の履歴から元の内容に戻し、直したいことは訂正の記録を追加してください（seki case edit ケース 記録）",
    scope="git",
)
def event_changed_after_its_commit(path: str, kind: str, gone: bool) -> Iterator[Fault]:
    """支援経過・同意・つなぎ・決定などの記録は一度だけ書き、後から書き換えません。直すときは訂正の記録を追加します。

    書き換えられる記録は、開示請求にも、あとで「そのとき何を知っていたか」を問われたときにも、耐えられません。git の
    履歴と比べて調べます。
    出典: seki の記録の決まり（事象は一度だけ書く）
    """
    parts = path.split("/")
    case = parts[2] if parts[0] == "cases" and len(parts) > 3 else ""
    word = _EVENTS.get(kind, "記録")
    yield Fault(path=path, case=case, message=f"{word}が、保存した後に{'削除されて' if gone else '書き換えられて'}います")


def changed_event(path: str, kind: str = "", *, gone: bool = False) -> Finding:
    """Return the finding for an event whose file is no longer as it was first saved, or gone; those who can read the history ask.

    `kind` is the kind of record without its version (`note`).
    """
    return next(event_changed_after_its_commit(path, kind, gone))
