"""The labelled pairs of households, put before the rule on likely duplicates and counted."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from seki_cli.model.case import Case, Household, Person
from seki_cli.model.world import CaseFile
from seki_cli.rules.duplicates import find_alike

PAIRS = Path(__file__).with_name("duplicate_pairs.yaml")
SECOND_HAND = Path(__file__).with_name("duplicate_pairs_second_hand.yaml")
"""Pairs by a hand that had not seen the rule: judged apart, and never fitted to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One pair: a household that is about to be written, one that is there, and what a person says of them."""

    why: str
    new: tuple[dict[str, Any], ...]
    old: CaseFile
    one: bool
    home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a rule did: of those that are one, how many it found; of those it found, how many are one."""

    pairs: int
    recall: float
    precision: float
    missed: tuple[str, ...]
    false: tuple[str, ...]


def household(case_id: str, people: tuple[dict[str, Any], ...]) -> CaseFile:
    """Return a case of which nothing but the people is known."""
    rows = tuple(Person(**row) for row in people)
    return CaseFile(
        id=case_id, head=Case(schema="case/1", id=case_id), household=Household(schema="household/1", case=case_id, people=rows)
    )


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """Return the pairs of a set as they are labelled."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["pairs"]
    return tuple(
        Pair(
            why=row["why"],
            new=_people(row["new"]),
            old=household("R07-AAAAAAA", _people(row["old"])),
            one=row["one"],
            home=row.get("home", False),
        )
        for row in rows
    )


def judged(pair: Pair) -> str:
    """Return what seki says of a pair: `person`, `household`, or nothing."""
    found = find_alike(pair.new, (pair.old,))
    return "" if not found else "person" if found[0].one_person else "household"


def score(word: str, pairs: tuple[Pair, ...]) -> Score:
    """Return how well seki says `person`, or `household` of those that are no person of each other."""
    wanted = [pair.one if word == "person" else pair.home for pair in pairs]
    said = [judged(pair) == word for pair in pairs]
    both = sum(w and s for w, s in zip(wanted, said, strict=True))
    return Score(
        pairs=len(pairs),
        recall=both / sum(wanted),
        precision=both / (sum(said) or 1),
        missed=tuple(p.why for p, w, s in zip(pairs, wanted, said, strict=True) if w and not s),
        false=tuple(p.why for p, w, s in zip(pairs, wanted, said, strict=True) if s and not w),
    )


def _people(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"id": f"P{number}", "role": "本人" if number == 1 else "世帯員", **row, **_born(row)}
        for number, row in enumerate(rows, start=1)
    )


def _born(row: dict[str, Any]) -> dict[str, Any]:
    return {"born": date.fromisoformat(str(row["born"]))} if "born" in row else {}
