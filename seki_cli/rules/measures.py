"""The catalogue: everything that `stats` counts, chapter by chapter, in the order of the work."""

from collections.abc import Mapping
from typing import Final

from seki_cli.rules.measures_ends import EVALUATIONS, PLACEMENTS
from seki_cli.rules.measures_intake import INTAKES, NOTES, SORTING
from seki_cli.rules.measures_links import CONSENTS, DISCLOSURES, REFERRALS
from seki_cli.rules.measures_meetings import MEETINGS
from seki_cli.rules.measures_plans import PLANS, REVIEWS
from seki_cli.rules.measures_region import ACTIVITIES, OUTREACH, REGION
from seki_cli.rules.stats_facts import Chapter, Measure

CHAPTERS: Final[tuple[Chapter, ...]] = (
    *(INTAKES, SORTING, NOTES, CONSENTS, REFERRALS, OUTREACH, PLANS, REVIEWS, MEETINGS),
    *(PLACEMENTS, EVALUATIONS, REGION, ACTIVITIES, DISCLOSURES),
)
MEASURES: Final[Mapping[str, Measure]] = {measure.id: measure for chapter in CHAPTERS for measure in chapter.measures}


def find_measures(word: str) -> tuple[Measure, ...]:
    """Return the measures that a word means: an id, what ids begin with (plans), or the title of a chapter; all for none."""
    if not word:
        return tuple(MEASURES.values())
    titled = [chapter.measures for chapter in CHAPTERS if word == chapter.title]
    begins = tuple(measure for name, measure in MEASURES.items() if name == word or name.startswith(f"{word}."))
    return titled[0] if titled else begins
