"""Writes the lower half of docs/counting.md from the catalogue of measures: what can be counted, how, and told apart by what."""

from collections.abc import Iterator

from seki_cli.rules.measures import CHAPTERS
from seki_cli.rules.stats_dimensions import DIMENSIONS, dimensions_of
from seki_cli.rules.stats_facts import WAYS, Measure

MADE = "<!-- ここから下は `make docs` が作ります。手では直しません。 -->"
TIMES = ("month", "quarter", "fy")


def build_counting_page(text: str) -> str:
    """Return docs/counting.md with everything below the mark made anew; what stands above it stays as it is."""
    by_hand = text.partition(MADE)[0]
    return "\n".join((by_hand + MADE, "", *_ways(), *_dimensions(), *_chapters())).rstrip() + "\n"


def _ways() -> Iterator[str]:
    yield from ("## 数え方の種類", "", "| | |", "|---|---|")
    yield from (f"| {way} | {means}。 |" for way, means in WAYS.items())
    yield ""


def _dimensions() -> Iterator[str]:
    yield from ("## 分け方", "", "`--by` に書く言葉です。", "", "| | | |", "|---|---|---|")
    yield from (f"| `{one.id}` | {one.title} | {one.means.replace('|', '｜')} |" for one in DIMENSIONS)
    yield ""


def _chapters() -> Iterator[str]:
    yield from ("## 数えるもの", "")
    for chapter in CHAPTERS:
        yield from (f"### {chapter.title}", "")
        for measure in chapter.measures:
            yield from _measure(measure)


def _measure(measure: Measure) -> Iterator[str]:
    by = "・".join(f"`{one.id}`" for one in dimensions_of(measure) if one.id not in TIMES)
    records = "・".join(f"`{kind}`" for kind in measure.reads)
    yield from (f"**`{measure.id}` {measure.name}**（{measure.unit}・{measure.way}）", "", measure.means, "")
    yield from (f"分け方: {by}。もとになる記録: {records}。出典: {measure.source}。", "")
