"""One line of the table of `make torture`: what was done how often, what was lost by it, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass

from seki_cli.model.width import width_of

_HEAD = ("試験", "内容", "回数", "失われたもの", "秒", "備考")
_RIGHT = (2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one test found. `lost`: lost, mixed, doubled, leaked or wrong, so 0 is good; `not_run`: why the row could not run.

    `twin`: the row is of the naive twin, which has to lose something, or the test sees nothing.
    """

    test: str
    what: str
    many: int
    lost: int
    seconds: float
    note: str = ""
    not_run: str = ""
    twin: bool = False

    @property
    def good(self) -> bool:
        """Say whether the row is as it must be; one that did not run says nothing and is told beside the table."""
        return bool(self.not_run) or (self.many > 0 and (self.lost > 0) == self.twin)


def print_table(rows: Sequence[Row]) -> None:
    """Print the one table, as wide as its Japanese needs, and below it what was not run."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(width_of(line[column]) for line in cells) for column in range(len(_HEAD))]
    for line in cells:
        print("  ".join(_padded(cell, widths[at], right=at in _RIGHT) for at, cell in enumerate(line)).rstrip())
    missed = [row for row in rows if row.not_run]
    if missed:
        print("\n実行していないもの")
        for row in missed:
            print(f"  {row.test} {row.what}: {row.not_run}")


def _cells(row: Row) -> tuple[str, ...]:
    if row.not_run:
        return (row.test, row.what, "－", "－", "－", f"実行していません: {row.not_run}")
    word = "" if row.good else "▲ だめ "
    expected = "（素朴な双子: 0 でないのが正しい）" if row.twin else ""
    return (row.test, row.what, f"{row.many:,}", f"{row.lost:,}", f"{row.seconds:.1f}", f"{word}{row.note}{expected}")


def _padded(cell: str, width: int, *, right: bool) -> str:
    space = " " * max(0, width - width_of(cell))
    return space + cell if right else cell + space
