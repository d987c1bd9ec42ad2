"""Ids: a slip of the hand never gives another id that fits, and only whole ids match."""

import random
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model import ids
from seki_cli.model.ids import (
    ALPHABET,
    build_case_id,
    build_lettered_id,
    build_meeting_id,
    build_person_id,
    build_record_id,
    check_fits,
    check_letter,
    fold_id,
    fold_slug,
    one_slip_away,
)

LETTERS = st.text(ALPHABET, min_size=6, max_size=6)
YEARS = st.integers(1, 99)


def slips(full_id: str) -> list[str]:
    return [
        full_id[:place] + other + full_id[place + 1 :]
        for place, letter in enumerate(full_id)
        if letter != "-"
        for other in ALPHABET
        if other != letter
    ]


def swaps(full_id: str) -> list[str]:
    """Every swap of two neighbours, dashes passed over as the eye does."""
    places = [place for place, letter in enumerate(full_id) if letter != "-"]
    swapped = []
    for a, b in zip(places, places[1:], strict=False):
        letters = list(full_id)
        letters[a], letters[b] = letters[b], letters[a]
        swapped.append("".join(letters))
    return [wrong for wrong in swapped if wrong != full_id]


@pytest.mark.parametrize("seed", range(20))
def test_every_slip_and_every_swap_is_caught(seed: int) -> None:
    draw = random.Random(seed)
    day = date(2019 + draw.randrange(80), 6, 11)
    for made in (build_case_id(day, draw.randrange), *(build_lettered_id(letter, draw.randrange) for letter in "PGSA")):
        assert check_fits(made)
        wrong = [*slips(made), *swaps(made)]
        assert len(slips(made)) == 31 * len(made.replace("-", ""))
        assert [slip for slip in wrong if check_fits(slip)] == []


@given(year=YEARS, letters=LETTERS)
def test_slips_are_caught_wherever_the_letters_lie(year: int, letters: str) -> None:
    body = f"R{year:02d}-{letters}"
    made = body + check_letter(body)
    assert not any(check_fits(slip) for slip in [*slips(made), *swaps(made)])


def test_a_check_that_forgets_the_year_would_be_found_out() -> None:
    made = build_case_id(date(2025, 6, 11), random.Random(1).randrange)
    naive = check_letter(made[4:-1])
    assert check_letter("R08" + made[3:-1]) != check_letter(made[:-1])
    assert naive == check_letter(("R08" + made[3:-1])[4:])


@pytest.mark.parametrize("text", ["", "-", "R07-7K3F9QU", "R07-あ", "r07-7k3f9qx", "R07 7K3F9Q", "\ud800"])
def test_check_of_text_that_is_no_id_is_a_no(text: str) -> None:
    assert check_fits(text) is False


def test_alphabet_is_crockfords() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)
    for letter in ALPHABET:
        assert ids.PERSON_ID.fullmatch(f"P{letter * 3}")
    for letter in "ILOU":
        assert not ids.PERSON_ID.fullmatch(f"P{letter * 3}")


@given(seed=st.integers(0, 10_000), day=st.dates(date(2019, 4, 1), date(2099, 3, 31)))
def test_what_is_built_has_its_form(seed: int, day: date) -> None:
    draw = random.Random(seed).randrange
    assert ids.CASE_ID.fullmatch(build_case_id(day, draw))
    assert ids.PLAN_ID.fullmatch(build_lettered_id("P", draw))
    assert ids.GAP_ID.fullmatch(build_lettered_id("G", draw))
    assert ids.RESOURCE_ID.fullmatch(build_lettered_id("S", draw))
    assert ids.ACTIVITY_ID.fullmatch(build_lettered_id("A", draw))
    assert ids.MEETING_ID.fullmatch(build_meeting_id(day, draw))
    assert ids.RECORD_ID.fullmatch(build_record_id(day, draw))
    assert ids.PERSON_ID.fullmatch(build_person_id(draw))


FORMS = {
    "CASE_ID": "R07-7K3F9QX",
    "PLAN_ID": "P-7K3F9QX",
    "GAP_ID": "G-7K3F9QX",
    "RESOURCE_ID": "S-7K3F9QX",
    "ACTIVITY_ID": "A-7K3F9QX",
    "MEETING_ID": "M-20250715-7KQ2",
    "RECORD_ID": "20250611-7KQ2",
    "PERSON_ID": "P1",
    "SLUG": "1-ha-kihon",
}


@pytest.mark.parametrize(("name", "good"), FORMS.items())
def test_forms_match_whole_ids_only(name: str, good: str) -> None:
    form: re.Pattern[str] = getattr(ids, name)
    assert form.fullmatch(good)
    wide = good.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for bad in (
        f"{good}\n",
        f" {good}",
        f"{good} ",
        f"../{good}",
        f"{good}/..",
        wide if wide != good else "P１",
        good + "é",
        "",
        "-",
    ):
        assert not form.fullmatch(bad), bad
    if name != "SLUG":
        assert not form.fullmatch(good.lower()) or good.isdigit() or good.lower() == good
    for other, text in FORMS.items():
        if other not in (name, "SLUG") and name != "SLUG":
            assert not form.fullmatch(text)


@pytest.mark.parametrize("bad", ["P0", "P10", "P", "PABCD", "P12"])
def test_persons_are_one_digit_or_three_letters(bad: str) -> None:
    assert not ids.PERSON_ID.fullmatch(bad)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("r07-7k3f9qx", "R07-7K3F9QX"),
        (" Ｒ０７－７Ｋ３Ｆ９ＱＸ　", "R07-7K3F9QX"),
        ("Ｒ０７ー７Ｋ３Ｆ９ＱＸ", "R07-7K3F9QX"),
        ("R07‐7K3F9QX", "R07-7K3F9QX"),
        ("R07−7K3F9QX", "R07-7K3F9QX"),
        ("R07─7K3F9QX", "R07-7K3F9QX"),
        ("RO7-7K3F9QX", "R07-7K3F9QX"),
        ("p-il0o3f9", "P-11003F9"),
        ("R07-7K3F9QX／20250611－7kq2", "R07-7K3F9QX/20250611-7KQ2"),
    ],
)
def test_ids_are_folded_as_files_write_them(typed: str, folded: str) -> None:
    assert fold_id(typed) == folded


@pytest.mark.parametrize(
    ("typed", "folded"), [("Chuo1", "chuo1"), (" ｃｈｕｏ１ ", "chuo1"), ("1－HA－kihon", "1-ha-kihon"), ("kodomo", "kodomo")]
)
def test_slugs_keep_their_letters(typed: str, folded: str) -> None:
    assert fold_slug(typed) == folded


@given(year=YEARS, letters=LETTERS)
def test_folding_leaves_a_right_id_alone(year: int, letters: str) -> None:
    body = f"R{year:02d}-{letters}"
    made = body + check_letter(body)
    assert fold_id(made) == fold_id(made.lower()) == made


def test_ids_one_slip_away_are_named() -> None:
    known = ("R07-7K3F9QX", "R07-7K3F9XQ", "R07-7K3G8QX", "P-7K3F9QX")
    assert one_slip_away("R07-7K3F9QZ", known) == ("R07-7K3F9QX",)
    assert one_slip_away("R07-7K3F9QX", known) == ("R07-7K3F9XQ",)
    assert one_slip_away("R07-K73F9QX", known) == ("R07-7K3F9QX",)
    assert one_slip_away("", known) == ()
