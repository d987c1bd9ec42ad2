"""Where each record lies in a workspace, which paths are records at all, and which paths nobody may write."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.model.ids import ACTIVITY_ID, CASE_ID, GAP_ID, MEETING_ID, PLAN_ID, RECORD_ID, RESOURCE_ID, SLUG

ROOMS: Final = ("profile", "cases", "meetings", "resources", "gaps", "activities")
"""The folders of a workspace in which records lie."""

CASE_FOLDERS: Final = {
    "intakes": ("intake",),
    "screenings": ("screening",),
    "assessments": ("assessment",),
    "consents": ("consent",),
    "notes": ("note",),
    "referrals": ("referral", "referral_step"),
    "decisions": ("decision",),
    "monitorings": ("monitoring",),
    "placements": ("placement",),
    "evaluations": ("evaluation",),
    "closings": ("closing",),
    "disclosures": ("disclosure",),
}
"""The folders of a case and the kinds of record that each may hold, one file per record."""

EVENT_KINDS: Final = frozenset(kind for kinds in CASE_FOLDERS.values() for kind in kinds) - {"assessment"}
DOCUMENT_KINDS: Final = frozenset({"case", "household", "assessment", "plan", "meeting", "resource", "gap", "activity"})
PROFILE_FILES: Final = ("municipality", "programmes", "agencies", "staff", "meetings", "indicators", "extra")

_STANDING_FILES: Final = (".gitattributes", ".gitignore", ".editorconfig", ".vscode/settings.json")
_STANDING_FOLDERS: Final = ("schema", "templates")
"""What a workspace holds beside its records and its profile, for git, for editors and for the office's own papers."""

_FOLDER_OF: Final = {kind: folder for folder, kinds in CASE_FOLDERS.items() for kind in kinds}
_YEAR: Final = re.compile("R[0-9]{2}")
_VERSION: Final = re.compile("v([1-9][0-9]{0,3})")
_PART: Final = re.compile(r"[^\x00-\x1f\x7f/\\]{1,255}")
_PLAIN_PART: Final = re.compile(r"\.?[a-z0-9][a-z0-9_.-]{0,99}")
_CLOSED: Final = frozenset({".seki", "out"})
_LISTS: Final = {"resources": ("resource", RESOURCE_ID), "gaps": ("gap", GAP_ID)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a path is for: the kinds of record it may hold (two in referrals/), and the ids that folder and file name say."""

    path: str
    kinds: tuple[str, ...]
    case: str = ""
    id: str = ""
    version: int = 0


def is_event(kind: str) -> bool:
    """Say whether records of this kind are written once and corrected by a new record."""
    return kind in EVENT_KINDS


def is_document(kind: str) -> bool:
    """Say whether records of this kind are edited in place, git keeping their versions (the profile is not meant)."""
    return kind in DOCUMENT_KINDS


def is_kept(kind: str) -> bool:
    """Say whether a file of this kind, edited in place, may never be taken away: documents and seki.yaml, not lists of the profile."""
    return is_document(kind) or kind == "seki"


def record_path(kind: str, *, case: str = "", record_id: str = "", version: int = 0, year: str = "") -> str:
    """Return the place of a record, relative to the workspace. Every id is matched whole before it becomes part of a path.

    `year` (R07) is asked for activities only; cases and meetings carry theirs in the id. Raises Misuse for an id of the
    wrong shape, ValueError for a kind that has no file of its own.
    """
    if kind in _FOLDER_OF:
        return f"{case_folder(case)}/{_FOLDER_OF[kind]}/{_whole(RECORD_ID, record_id)}.yaml"
    if kind in ("case", "household"):
        return f"{case_folder(case)}/{kind}.yaml"
    if kind == "plan":
        return f"{case_folder(case)}/plans/{_whole(PLAN_ID, record_id)}/{_whole(_VERSION, f'v{version}')}.yaml"
    if kind == "meeting":
        return f"meetings/{_meeting_year(_whole(MEETING_ID, record_id))}/{record_id}/meeting.yaml"
    if kind == "activity":
        return f"activities/{_whole(_YEAR, year)}/{_whole(ACTIVITY_ID, record_id)}.yaml"
    return _path_in_lists(kind, record_id)


def _path_in_lists(kind: str, record_id: str) -> str:
    for folder, (name, shape) in _LISTS.items():
        if kind == name:
            return f"{folder}/{_whole(shape, record_id)}.yaml"
    if kind == "codes":
        return f"profile/codes/{_whole(SLUG, record_id)}.yaml"
    if kind in PROFILE_FILES:
        return f"profile/{kind}.yaml"
    if kind == "seki":
        return "seki.yaml"
    raise ValueError(kind)


def case_folder(case: str) -> str:
    """Return the folder of a case, relative to the workspace."""
    return f"cases/{_whole(CASE_ID, case)[:3]}/{case}"


def _whole(shape: re.Pattern[str], text: str) -> str:
    if not shape.fullmatch(text):
        raise Misuse("ID の形が正しくありません。", remedy="一覧に出る ID をそのまま使ってください。")
    return text


def _meeting_year(meeting: str) -> str:
    """Return the folder of a meeting's fiscal year (R07). Raises Misuse for a day before R01: there is no such folder."""
    year, month = int(meeting[2:6]), int(meeting[6:8])
    number = (year if month >= 4 else year - 1) - 2018
    if number < 1:
        remedy = "日付を確かめてください。より前の会議は、支援経過（seki note add）に書けます。"
        raise Misuse("平成31年（2019年）4月より前の会議は、台帳に作れません。", remedy=remedy)
    return f"R{number:02d}"


def locate(path: str) -> Place | None:
    """Return what a workspace-relative path is for, or None where it is no record's place (a stray file, a schema, a README)."""
    parts = path.split("/")
    if not parts[-1].endswith(".yaml"):
        return None
    stem = parts[-1][:-5]
    if parts[0] == "cases":
        return _locate_in_case(path, parts, stem)
    if parts[0] == "profile":
        return _locate_in_profile(path, parts, stem)
    if parts[0] in _LISTS and len(parts) == 2:
        kind, shape = _LISTS[parts[0]]
        return Place(path=path, kinds=(kind,), id=stem) if shape.fullmatch(stem) else None
    return Place(path=path, kinds=("seki",)) if path == "seki.yaml" else _locate_by_year(path, parts, stem)


def is_record(path: str) -> bool:
    """Say whether a path lies where records lie: one of the rooms, or the workspace's own settings."""
    return path == "seki.yaml" or (path.endswith(".yaml") and path.split("/", 1)[0] in ROOMS)


def is_profile(path: str) -> bool:
    """Say whether a file belongs to the office's settings and lists: what it says concerns every case."""
    return path == "seki.yaml" or path.startswith("profile/")


def is_standing(path: str) -> bool:
    """Say whether a path is one of those that a workspace holds beside its records and its profile.

    Only small letters, digits and signs: two names that one system tells apart and another does not cannot both be there.
    """
    first, *rest = path.split("/")
    parts_fit = bool(rest) and all(_PLAIN_PART.fullmatch(part) and not part.startswith(".git") for part in rest)
    return path in _STANDING_FILES or (first in _STANDING_FOLDERS and parts_fit)


def case_of_path(path: str) -> str:
    """Return the case in whose folder a file lies, whether or not it has a place there; empty where it lies in none."""
    parts = path.split("/")
    inside = parts[0] == "cases" and len(parts) > 3 and CASE_ID.fullmatch(parts[2]) and parts[1] == parts[2][:3]
    return parts[2] if inside else ""


def find_case_of_stray(path: str) -> str:
    """Return the case among whose records a file without a place stands; empty where it stands anywhere else.

    It may be an act that somebody named by hand, a withdrawal even: what nobody can read must not go unheard.
    """
    parts = path.split("/")
    among = parts[0] == "cases" and len(parts) > 4 and (parts[3] in CASE_FOLDERS or parts[3] == "plans")
    return parts[2] if among and CASE_ID.fullmatch(parts[2]) and parts[1] == parts[2][:3] else ""


def _locate_by_year(path: str, parts: list[str], stem: str) -> Place | None:
    if parts[0] == "meetings" and len(parts) == 4 and stem == "meeting" and MEETING_ID.fullmatch(parts[2]):
        try:
            return Place(path=path, kinds=("meeting",), id=parts[2]) if parts[1] == _meeting_year(parts[2]) else None
        except Misuse:
            return None
    if parts[0] == "activities" and len(parts) == 3 and _YEAR.fullmatch(parts[1]) and ACTIVITY_ID.fullmatch(stem):
        return Place(path=path, kinds=("activity",), id=stem)
    return None


def _locate_in_case(path: str, parts: list[str], stem: str) -> Place | None:
    if len(parts) < 4 or not CASE_ID.fullmatch(parts[2]) or parts[1] != parts[2][:3]:
        return None
    case = parts[2]
    if len(parts) == 4 and stem in ("case", "household"):
        return Place(path=path, kinds=(stem,), case=case, id=case if stem == "case" else "")
    if len(parts) == 5 and parts[3] in CASE_FOLDERS and RECORD_ID.fullmatch(stem):
        return Place(path=path, kinds=CASE_FOLDERS[parts[3]], case=case, id=stem)
    if len(parts) == 6 and parts[3] == "plans" and PLAN_ID.fullmatch(parts[4]):
        version = _VERSION.fullmatch(stem)
        return Place(path=path, kinds=("plan",), case=case, id=parts[4], version=int(version[1])) if version else None
    return None


def _locate_in_profile(path: str, parts: list[str], stem: str) -> Place | None:
    if len(parts) == 2 and stem in PROFILE_FILES:
        return Place(path=path, kinds=(stem,))
    if len(parts) == 3 and parts[1] == "codes" and SLUG.fullmatch(stem):
        return Place(path=path, kinds=("codes",), id=stem)
    return None


def split_path(path: str) -> tuple[str, ...]:
    """Return the parts of a workspace-relative path that may be written, for those who open folder by folder.

    Raises Misuse for whatever leads out of the workspace, into git's own folder, the cache or out/.
    """
    parts = tuple(path.split("/"))
    wrong = any(not _PART.fullmatch(part) or part in (".", "..") or part.lower() == ".git" for part in parts)
    if wrong or parts[0] in _CLOSED:
        raise Misuse("台帳の中の、記録の場所ではないところは書けません。", remedy="台帳からの相対パスを確かめてください。")
    return parts


def safe_join(root: Path, path: str) -> Path:
    """Return the absolute place of a workspace-relative path, for reading and for messages.

    Raises Misuse where the path leads out of the workspace or any part of it is a symbolic link: what looks like a record of
    this family could else be another one's.
    """
    place = root
    for part in split_path(path):
        place = place / part
        if os.path.islink(place):  # noqa: PTH114 - a loop over 100,000 records feels the difference
            raise Misuse("リンクはたどりません。", where=path, remedy="リンクを外して、ファイルそのものを置いてください。")
    return place
