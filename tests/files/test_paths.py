"""Every record has one place, and a path says which: the table is the specification."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.errors import Misuse
from seki_cli.files.paths import (
    CASE_FOLDERS,
    DOCUMENT_KINDS,
    EVENT_KINDS,
    PROFILE_FILES,
    Place,
    is_document,
    is_event,
    is_kept,
    is_standing,
    locate,
    record_path,
    safe_join,
    split_path,
)

CASE = "R07-7K3F9QX"
RID = "20250611-7KQ2"
PLACES = [
    ("case", {"case": CASE}, f"cases/R07/{CASE}/case.yaml", CASE, 0),
    ("household", {"case": CASE}, f"cases/R07/{CASE}/household.yaml", "", 0),
    (
        "plan",
        {"case": CASE, "record_id": "P-7K3F9QX", "version": 12},
        f"cases/R07/{CASE}/plans/P-7K3F9QX/v12.yaml",
        "P-7K3F9QX",
        12,
    ),
    ("meeting", {"record_id": "M-20250715-7KQ2"}, "meetings/R07/M-20250715-7KQ2/meeting.yaml", "M-20250715-7KQ2", 0),
    ("meeting", {"record_id": "M-20260331-7KQ2"}, "meetings/R07/M-20260331-7KQ2/meeting.yaml", "M-20260331-7KQ2", 0),
    ("meeting", {"record_id": "M-20260401-7KQ2"}, "meetings/R08/M-20260401-7KQ2/meeting.yaml", "M-20260401-7KQ2", 0),
    ("resource", {"record_id": "S-7K3F9QX"}, "resources/S-7K3F9QX.yaml", "S-7K3F9QX", 0),
    ("gap", {"record_id": "G-7K3F9QX"}, "gaps/G-7K3F9QX.yaml", "G-7K3F9QX", 0),
    ("activity", {"record_id": "A-7K3F9QX", "year": "R07"}, "activities/R07/A-7K3F9QX.yaml", "A-7K3F9QX", 0),
    ("codes", {"record_id": "no_consent_reason"}, "profile/codes/no_consent_reason.yaml", "no_consent_reason", 0),
    ("staff", {}, "profile/staff.yaml", "", 0),
    ("seki", {}, "seki.yaml", "", 0),
]


@pytest.mark.parametrize(("kind", "words", "path", "record_id", "version"), PLACES)
def test_a_place_and_back(kind: str, words: dict[str, object], path: str, record_id: str, version: int) -> None:
    assert record_path(kind, **words) == path  # type: ignore[arg-type]
    place = locate(path)
    assert place == Place(path=path, kinds=(kind,), case=str(words.get("case", "")), id=record_id, version=version)


@pytest.mark.parametrize(("folder", "kind"), [(folder, kind) for folder, kinds in CASE_FOLDERS.items() for kind in kinds])
def test_every_folder_of_a_case(folder: str, kind: str) -> None:
    path = record_path(kind, case=CASE, record_id=RID)
    assert path == f"cases/R07/{CASE}/{folder}/{RID}.yaml"
    assert locate(path) == Place(path=path, kinds=CASE_FOLDERS[folder], case=CASE, id=RID)
    assert is_event(kind) != is_document(kind)
    assert is_document(kind) == (kind == "assessment")


@pytest.mark.parametrize(
    "path",
    [
        "README.md", "schema/note.json", "seki.yml", "cases/x.yaml", f"cases/R06/{CASE}/case.yaml", f"cases/R07/{CASE}/other.yaml",
        f"cases/R07/{CASE}/notes/{RID}.yml", f"cases/R07/{CASE}/notes/{RID}.yaml.yaml", f"cases/R07/{CASE}/notes/x/{RID}.yaml",
        f"cases/R07/{CASE}/plans/P-7K3F9QX/v0.yaml", f"cases/R07/{CASE}/plans/P-7K3F9QX/v01.yaml", f"cases/R07/{CASE}/photos/{RID}.yaml",
        "cases/R07/R07-7K3F9Q/case.yaml", "cases/R07/R07-7K3F9QI/case.yaml", "meetings/R08/M-20250715-7KQ2/meeting.yaml",
        "profile/other.yaml", "profile/codes/UPPER.yaml", "resources/G-7K3F9QX.yaml", "meetings/R07/meeting.yaml", "",
    ],
)  # fmt: skip
def test_no_record_s_place(path: str) -> None:
    assert locate(path) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("note", {"case": CASE, "record_id": "../../x"}),
        ("note", {"case": CASE, "record_id": RID + "\n"}),
        ("note", {"case": "R07-7K3F9QX/../R07-AAAAAAA", "record_id": RID}),
        ("note", {"case": CASE, "record_id": "２0250611-7KQ2"}),
        ("plan", {"case": CASE, "record_id": "P-7K3F9QX", "version": 0}),
        ("activity", {"record_id": "A-7K3F9QX"}),
        ("case", {}),
    ],
)
def test_an_id_of_the_wrong_shape_makes_no_path(kind: str, words: dict[str, object]) -> None:
    with pytest.raises(Misuse):
        record_path(kind, **words)  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_no_text_leads_out(text: str) -> None:
    try:
        parts = split_path(text)
    except Misuse:
        return
    assert "/".join(parts) == text
    assert (Path("/w") / text).resolve().is_relative_to("/w")
    assert not {".git", "..", "."} & {part.lower() for part in parts}


def test_links_are_met_with_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("x")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    assert safe_join(tmp_path, "real/a.yaml") == tmp_path / "real" / "a.yaml"
    assert safe_join(tmp_path, "real/not-yet.yaml") == tmp_path / "real" / "not-yet.yaml"
    with pytest.raises(Misuse):
        safe_join(tmp_path, "linked/a.yaml")


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        (".gitattributes", True), (".gitignore", True), (".editorconfig", True), (".vscode/settings.json", True),
        ("schema/note.json", True), ("templates/agenda.html.j2", True), ("templates/deep/a_b-1.txt", True),
        (".vscode/tasks.json", False), (".gitmodules", False), ("schema/.gitattributes", False), ("schema", False),
        ("schema/Note.json", False), ("templates/紙.txt", False), ("templates/a b.txt", False), ("templates/../x", False),
        ("templates//x", False), ("README.md", False), ("cases/.gitignore", False), ("schema/note.json\n", False),
    ],
)  # fmt: skip
def test_what_stands_beside_the_records(path: str, ours: bool) -> None:
    assert is_standing(path) is ours


def test_what_is_edited_in_place_and_never_taken_away() -> None:
    assert {kind for kind in (*DOCUMENT_KINDS, *EVENT_KINDS, *PROFILE_FILES, "seki", "codes") if is_kept(kind)} == {
        *DOCUMENT_KINDS,
        "seki",
    }
