"""The sample as files: every record is sound and in its place, and nobody in it is real."""

import re
from pathlib import Path

import pytest

from seki_cli.files.paths import locate, record_path
from seki_cli.files.resources import sample_folder, templates_folder
from seki_cli.files.sample import DIARY, EARLIER, Diary
from seki_cli.files.schemas import find_faults, ordered, shape
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree

RECORDS = sorted(path for path in sample_folder().rglob("*.yaml") if path.name != DIARY)
OFFICE_FILES = ("staff", "agencies")


def place_in_workspace(path: Path, sample: Path) -> str:
    parts = path.relative_to(sample).parts
    return "/".join(parts[2:] if parts[0] == EARLIER else parts)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.relative_to(sample_folder()).as_posix())
def test_every_record_fits_its_schema_and_its_place(path: Path, sample: Path) -> None:
    value = read_tree(path.read_bytes())
    kind = str(value["schema"]).partition("/")[0]
    shaped = shape(value, kind)
    assert find_faults(shaped, kind) == ()
    place = place_in_workspace(path, sample)
    found = locate(place)
    assert found is not None
    assert kind in found.kinds
    if place.startswith("cases/"):
        record_id = str(value.get("id", ""))
        assert place == record_path(kind, case=found.case, record_id=record_id, version=int(value.get("version", 0)))
        assert value.get("case", value.get("id")) == found.case


@pytest.mark.parametrize("path", [p for p in RECORDS if "profile" not in p.parts], ids=lambda path: path.stem)
def test_every_record_is_written_as_seki_writes(path: Path) -> None:
    """One fact, one line, one grep: keys in the schema's order, block style, nothing folded."""
    text = path.read_text()
    value = read_tree(text.encode())
    kind = str(value["schema"]).partition("/")[0]
    if kind != "seki":
        assert text == build_text(ordered(shape(value, kind), kind))


def test_no_file_stands_there_that_the_diary_does_not_tell_of(sample: Path, diary: Diary) -> None:
    told = {change.path for act in diary.acts for change in act.changes}
    standing = {path.relative_to(sample).as_posix() for path in sample.rglob("*") if path.is_file()}
    assert standing - told - {DIARY, "README.md"} == {path for path in standing if path.startswith(f"{EARLIER}/")}
    written = sum(len(act.changes) for act in diary.acts)
    assert written == len(RECORDS)


def test_the_office_is_that_of_the_seki_profile(sample: Path) -> None:
    """The sample's office is 関市's; only its roll and its invented agencies are its own.

    When the profile has moved on: copy the files that differ from templates/profiles/seki.
    """
    shipped = templates_folder() / "profiles" / "seki"
    for path in sorted(shipped.rglob("*.yaml")):
        name = path.relative_to(shipped).as_posix()
        own = (sample / name).read_text()
        if path.stem == "agencies":
            assert own.startswith(path.read_text().rstrip("\n"))
            added = own[len(path.read_text().rstrip("\n")) :]
            assert added.count("name:") == added.count("# 架空\n")
        elif path.stem != "staff":
            assert own == path.read_text(), name


def test_people_are_invented(sample: Path) -> None:
    """Telephones have the exchange 0575-00 that is given to nobody; there are no mail addresses, no links."""
    for path in RECORDS:
        text = path.read_text()
        for phone in re.findall(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}", text):
            assert phone.startswith("0575-00-"), path
        assert "http" not in text or "profile" in path.parts
        assert "@" not in text


def test_addresses_hold_no_postcode_and_a_town_of_their_own(sample: Path) -> None:
    addresses = {
        person["address"]
        for path in sample.glob("cases/*/*/household.yaml")
        for person in read_tree(path.read_bytes())["people"]
        if person.get("address")
    }
    assert len(addresses) >= 6
    assert all(address.startswith("関市") and "〒" not in address for address in addresses)


def test_the_readme_tells_of_every_household(sample: Path) -> None:
    text = (sample / "README.md").read_text()
    told = set(re.findall(r"R[0-9]{2}-[0-9A-Z]{7}", text))
    assert told == {path.name for path in sample.glob("cases/*/*")}
