"""Turning the text of one file into a record, or into the finding that says why it is none."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final, TypeVar

from seki_cli.files.faults import NO_PLAIN_FILE, TextFault
from seki_cli.files.paths import Place, find_case_of_stray, locate
from seki_cli.files.schemas import find_faults, shape
from seki_cli.files.yaml_reader import find_place, read_tree
from seki_cli.model import case, contact, meeting, office, plan
from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile

_T = TypeVar("_T")

CLASSES: Final[Mapping[str, type[Record]]] = {
    "case": case.Case,
    "household": case.Household,
    "intake": case.Intake,
    "screening": case.Screening,
    "assessment": case.Assessment,
    "consent": contact.Consent,
    "note": contact.Note,
    "referral": contact.Referral,
    "referral_step": contact.ReferralStep,
    "plan": plan.Plan,
    "decision": plan.Decision,
    "monitoring": plan.Monitoring,
    "placement": plan.Placement,
    "evaluation": plan.Evaluation,
    "closing": plan.Closing,
    "disclosure": contact.Disclosure,
    "meeting": meeting.Meeting,
    "resource": meeting.Resource,
    "gap": meeting.Gap,
    "activity": meeting.Activity,
}
PLACE_EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {
    "SEKI040": ("記録の id がファイル名と違う", "別の記録を写して直し忘れると、ひとつの記録がふたつに見えます。id とファイル名は同じでなければなりません。"),
    "SEKI041": ("記録の case が置かれたフォルダーと違う", "ある世帯の記録が別の世帯のフォルダーに入っています。混ざったまま読むことはしません。"),
    "SEKI042": ("記録の schema が置かれた場所と違う", "フォルダーごとに置ける記録の種類が決まっています。"),
    "SEKI043": ("台帳の決まりにない場所に YAML がある", "どの一覧にも出ない記録になってしまうため、場所を知らせます。"),
    "SEKI044": ("ケースフォルダーに必要なファイルがない", "case.yaml と household.yaml はどのケースにもあります。"),
    "SEKI045": ("記録の場所に、開けないものがある", "リンク・フォルダー・名前付きパイプなどの、ふつうのファイルでないものと、読む権限のないファイルは開きません。リンクの先は別の世帯の記録かもしれません。"),
}  # fmt: skip


@cache
def read_value(path: str, data: bytes) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Return a file's shaped value, or None with the findings that say why it cannot be read.

    `path` decides which kind of record may stand there. A writer reads everything twice, before its act and as it would be
    after: what was read once in this process is remembered by its bytes, so nobody may change the value.
    """
    place = locate(path)
    if place is None:
        return None, (_stray(path),)
    if data == NO_PLAIN_FILE:
        message = "ふつうのファイルでない（リンク・フォルダーなど）か、読む権限がないため、開けません"
        remedy = "リンクやフォルダーなら外してファイルそのものを置き、ファイルなら持ち主と権限を ls -l で確かめてください"
        return None, (_finding("SEKI045", message, remedy, path, case=place.case),)
    try:
        tree = read_tree(data)
    except TextFault as fault:
        found = _finding(fault.code, fault.message, fault.remedy, path, case=place.case)
        return None, (found.placed(fault.line, fault.column),)
    kind = str(tree.get("schema") or "").partition("/")[0]
    if kind not in place.kinds:
        remedy = f"schema: {place.kinds[0]}/1 と書くか、正しいフォルダーに移してください"
        return None, (
            _placed(_finding("SEKI042", "schema がこの場所の記録と違います", remedy, path, ("schema",), place.case), data),
        )
    value = shape(tree, kind)
    faults = [_finding(f.code, f.message, f.remedy, path, f.key, place.case) for f in find_faults(value, kind)]
    faults += _misplaced(value, place, path)
    return (None if faults else value), tuple(_placed(found, data) for found in faults)


def build_record(path: str, value: Mapping[str, Any]) -> Record:
    """Return the record of a value that its schema accepts."""
    import msgspec

    kind = str(value["schema"]).partition("/")[0]
    prepared: dict[str, Any] = {**value, "path": path}
    if kind == "consent" and "share_with" in value:
        share = dict(value["share_with"])
        prepared["share_with"] = {**share, "excluded": share.pop("except", [])}
    if kind == "plan":
        prepared["content_hash"] = content_hash(value)
    return msgspec.convert(prepared, CLASSES[kind], strict=False)


def build_profile(values: Mapping[str, Mapping[str, Any]]) -> office.Office:
    """Return the office of the profile files' values, by path; a file that is missing or unreadable leaves its part empty."""
    import msgspec

    plain: dict[str, Any] = {"codes": {}}
    lists = {"programmes": "programmes", "agencies": "agencies", "staff": "staff", "meetings": "kinds"}
    for value in values.values():
        kind = str(value["schema"]).partition("/")[0]
        if kind in lists:
            plain[kind] = value.get(lists[kind], [])
        elif kind == "codes":
            plain["codes"][value["list"]] = value
        elif kind in ("seki", "municipality"):
            plain["settings" if kind == "seki" else kind] = value
    return msgspec.convert(plain, office.Office, strict=False)


def write_value(value: Record | CaseFile) -> bytes:
    """Return a record or a case as one line of JSON, for seki's own keeping; `read_written` gives back its equal."""
    import msgspec

    return msgspec.json.encode(value)


def read_written(data: bytes, kind: type[_T]) -> _T:
    """Return what `write_value` wrote of this class. Raises ValueError where it is none."""
    import msgspec

    wanted: Any = kind
    try:
        found: _T = _decoder(wanted).decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError from error
    return found


@cache
def _decoder(kind: Any) -> Any:
    import msgspec

    return msgspec.json.Decoder(kind)


def content_hash(value: Mapping[str, Any]) -> str:
    """Return the fingerprint of a plan's parsed content: comments and spacing do not count, any other change does."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _misplaced(value: Mapping[str, Any], place: Place, path: str) -> list[Finding]:
    found = []
    name = "list" if place.kinds == ("codes",) else "id"
    if place.id and str(value.get(name, "")) != place.id:
        message = f"{name} がファイル名（フォルダー名）と違います"
        found.append(_finding("SEKI040", message, "どちらが正しいか確かめ、同じにしてください", path, (name,), place.case))
    if place.case and place.kinds != ("case",) and value.get("case") != place.case:
        remedy = "別の世帯の記録でないか確かめてください。書き間違いなら case をフォルダー名に直します"
        found.append(_finding("SEKI041", "case が置かれたフォルダーと違います", remedy, path, ("case",), place.case))
    if place.version and value.get("version") != place.version:
        found.append(
            _finding(
                "SEKI040",
                "version がファイル名と違います",
                "ファイル名 v<版> と version を同じにしてください",
                path,
                ("version",),
                place.case,
            )
        )
    return found


def _finding(code: str, message: str, remedy: str, path: str, key: tuple[str | int, ...] = (), case: str = "") -> Finding:
    return Finding(code=code, severity="error", message=message, remedy=remedy, path=path, key=key, case=case)


def _stray(path: str) -> Finding:
    """Return the finding on a file that is no record's; among the records of a case it counts as one that cannot be read."""
    if path.isascii():
        found = _finding("SEKI043", "この場所に置ける記録はありません", "ファイルの場所と名前を確認してください", path)
    else:
        message = "名前に番号でない文字のあるファイルがあり、記録として読めません"
        remedy = "フォルダーを開いて確かめ、記録であれば番号の名前にし、そうでなければ台帳の外へ移してください"
        found = _finding("SEKI043", message, remedy, path)
    return replace(found, case=find_case_of_stray(path))


def _placed(finding: Finding, data: bytes) -> Finding:
    return finding.placed(*find_place(data, finding.key))
