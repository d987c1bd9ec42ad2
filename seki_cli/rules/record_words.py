"""What the kinds of record are called in a sentence."""

from typing import Final

KIND_TITLES: Final = {
    "case": "ケースの見出し",
    "household": "世帯の記録",
    "intake": "相談の受付",
    "screening": "対応結果",
    "assessment": "アセスメント",
    "consent": "同意の記録",
    "note": "支援経過",
    "referral": "つなぎ",
    "referral_step": "つなぎへの答え",
    "plan": "プラン",
    "decision": "会議の決定",
    "monitoring": "モニタリング",
    "placement": "参加支援の記録",
    "evaluation": "評価",
    "closing": "終結・中断・再開の記録",
    "disclosure": "提供台帳",
}
