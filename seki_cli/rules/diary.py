"""A save in one plain sentence, from the files that it touched: the history as a diary."""

from collections.abc import Iterable
from typing import Final

KIND_WORDS: Final = {
    "case.yaml": "ケースの見出し",
    "household.yaml": "世帯",
    "intakes": "相談の受付",
    "screenings": "対応結果",
    "assessments": "アセスメント",
    "consents": "同意",
    "notes": "支援経過",
    "referrals": "つなぎ",
    "plans": "プラン",
    "decisions": "会議の決定",
    "monitorings": "モニタリング",
    "placements": "参加支援の歩み",
    "evaluations": "評価",
    "closings": "終結・中断・再開",
    "disclosures": "提供台帳",
}


def build_sentence(touched: Iterable[tuple[str, str]], *, meetings: bool) -> str:
    """Return what a save did in one case: `touched` are paths within the folder with git's letter (A added, M changed, D gone)."""
    added: dict[str, int] = {}
    changed: dict[str, int] = {}
    gone: dict[str, int] = {}
    for path, letter in touched:
        word = KIND_WORDS.get(path.split("/", 1)[0], "ほかのファイル")
        counts = {"A": added, "D": gone}.get(letter, changed)
        counts[word] = counts.get(word, 0) + 1
    parts = [_listed(counts) + verb for counts, verb in ((added, "を記録"), (changed, "を変更"), (gone, "を削除")) if counts]
    return ("会議の記録で、" if meetings and "会議の決定" in added else "") + "、".join(parts)


def _listed(counts: dict[str, int]) -> str:
    return "・".join(word if count == 1 else f"{word}（{count}件）" for word, count in counts.items())
