"""成果指標・活動指標: what the plan set as a target, what came of it, and which records say so.

The tables of the plan are data of the office (profile/indicators.yaml); an indicator is counted by seki at a cell, or its
value is written there by hand. A year without a value is 未入力, never 0. 出典: 第3章4（成果指標と活動指標により進捗状況を確認）
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from seki_cli.model.periods import Period
from seki_cli.rules.stats import Count, Figures, count, read_address

_NO_CELL: Final = "欄も実績値もありません。profile/indicators.yaml に cell か values を書いてください"
_HAS_PERIOD: Final = "欄に期間は書きません（年度は --fy で選びます）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of profile/indicators.yaml. Targets and values are numbers as text, by 年度 (R07)."""

    id: str
    name: str
    kind: str
    unit: str = ""
    page: str = ""
    cell: str = ""
    by_hand: bool = False
    targets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an indicator stands in a 年度. None: no target, or no value (未入力). `fault`: what is wrong with its row."""

    indicator: Indicator
    target: Decimal | None = None
    value: Decimal | None = None
    counted: Count | None = None
    fault: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the value is above the target; None where one of the two is missing."""
        return None if self.value is None or self.target is None else self.value - self.target


def judge_indicator(indicator: Indicator, figures: Figures, year: Period) -> Standing:
    """Return how an indicator stands in a 年度: a value by hand where the row says so, else what stands at its cell."""
    standing = Standing(
        indicator=indicator,
        target=_number(indicator.targets.get(year.token)),
        value=_number(indicator.values.get(year.token)),
    )
    if indicator.by_hand or not indicator.cell:
        return standing if indicator.by_hand else replace(standing, fault=_NO_CELL)
    try:
        address = read_address(indicator.cell, figures)
    except ValueError as fault:
        return replace(standing, value=None, fault=str(fault))
    if address.period:
        return replace(standing, value=None, fault=_HAS_PERIOD)
    found = count(figures, replace(address, period=year))
    return replace(standing, value=None if found.value is None else Decimal(found.value), counted=found)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
