"""The part of `make bench` on duplicates: how well they are found in the labelled pairs, and how long the look takes as a town grows."""

from statistics import median
from time import process_time

from bench.labelled_pairs import SECOND_HAND, Score, read_pairs, score
from bench.town import build_new_cases, build_town
from seki_cli.model.width import width_of
from seki_cli.rules.duplicates import find_alike

SIZES = (1_000, 10_000)
CALLS = 7


def print_duplicates() -> None:
    """Print one table: what is measured, the figures, and what they are of."""
    pairs, other = read_pairs(), read_pairs(SECOND_HAND)
    rows = [
        ("同じ人かもしれない", *_figures(score("person", pairs))),
        ("同じ世帯かもしれない（人はちがう）", *_figures(score("household", pairs))),
        ("別の人の作った組: 同じ人かもしれない", *_figures(score("person", other))),
        ("別の人の作った組: 同じ世帯かもしれない", *_figures(score("household", other))),
    ]
    seconds = {}
    for size in SIZES:
        town = build_town(size)
        new = build_new_cases(town, CALLS)
        found = []
        times = []
        for people in new:
            start = process_time()
            found.append(len(find_alike(people, town)))
            times.append(process_time() - start)
        seconds[size] = median(times)
        rows.append(
            (
                f"{size:,} 世帯と比べる時間（CPU）",
                f"{seconds[size]:.3f} 秒",
                f"はじめての世帯に出る知らせ {sum(found) / CALLS:.1f} 件",
            )
        )
    small, large = SIZES
    rows.append((f"時間の比（{large:,} / {small:,} 世帯）", f"{seconds[large] / seconds[small]:.1f} 倍", ""))
    widths = [max(width_of(row[column]) for row in rows) for column in (0, 1)]
    for row in rows:
        print(
            "  ".join(
                cell + " " * (max(0, width - width_of(cell))) for cell, width in zip(row, (*widths, 0), strict=True)
            ).rstrip()
        )


def _figures(found: Score) -> tuple[str, str]:
    missed = f"、見のがし: {'・'.join(found.missed)}" if found.missed else ""
    false = f"、言いすぎ: {'・'.join(found.false)}" if found.false else ""
    return f"再現率 {found.recall:.2f}・適合率 {found.precision:.2f}", f"（{found.pairs} 組{missed}{false}）"
