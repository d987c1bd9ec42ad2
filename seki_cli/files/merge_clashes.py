"""What no choice can settle when two histories meet: the finding says which file, why, and what somebody does about it."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.files.merge_ancestor import Sides
from seki_cli.files.paths import is_event, locate, split_path
from seki_cli.model.verdict import Finding

CLASHES_EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {
    "SEKI162": ("保存したできごとが、あとから変えられた・消された", "できごとの記録は一度だけ書きます。変えられた文をよその台帳に広げず、元の文を消さないために、元に戻るまで合わせません。変えられた文も、その側の履歴に残ります。"),
    "SEKI163": ("同じ番号に、別の記録が二つある", "どちらかを選ぶと、もう一つの世帯や記録が台帳から見えなくなり、合わせると二つの世帯が混ざります。"),
    "SEKI164": ("合わせられない場所・名前・履歴", "リンクや台帳の外へ出る名前、大文字と小文字だけが違う名前、もとが別の台帳の履歴は、合わせると記録が隠れたり混ざったりします。"),
}  # fmt: skip

_RESTORE_HERE: Final = (
    "`git log -- <ファイル>` で変えた commit を見て、その commit のない履歴にするか、元の文に戻してください。"
    "直したい内容は `seki case edit` で訂正の記録にします"
)
_RESTORE_THERE: Final = (
    "変えた人に知らせ、共有先の文を元に戻してから、もう一度合わせてください。直したい内容は `seki case edit` で訂正の記録にします"
)


def find_clashes(files: Iterable[Sides]) -> tuple[Finding, ...]:
    """Return a finding for every file that cannot be merged, for `build_merge`; one for a case that was made twice."""
    files = tuple(files)
    cases = _cases_made_twice(files)
    found = [_two_cases(path) for path in cases.values()]
    for sides in files:
        if _case(sides.path) not in cases:
            found += filter(None, (_bad_place(sides) or _bad_event(sides),))
    return (*found, *_twin_names(files))


def is_held_back(path: str, clashes: Iterable[Finding]) -> bool:
    """Say whether a file stays as ours has it because of a clash: its own, or that of its case, made twice."""
    return any(path == clash.path or (_is_case_head(clash.path) and _case(path) == clash.case) for clash in clashes)


def no_common_history() -> Finding:
    """Return the finding for two histories that have no commit in common: another workspace, or one made anew."""
    return _clash(
        "SEKI164",
        "共有先の履歴と、この台帳の履歴に、共通のもとがありません",
        "別の台帳の共有先でないか確かめてください。共有先が作り直されたときは、新しく clone し、まだ共有していない記録を写します",
        "",
    )


def _bad_place(sides: Sides) -> Finding | None:
    for entry in (sides.ours, sides.theirs):
        if entry.mode and not entry.regular:
            remedy = "どちらの台帳で入ったものかを `seki history` で確かめ、そこで外してから、もう一度合わせてください"
            return _clash("SEKI164", "ふつうのファイルではないもの（リンクなど）は合わせられません", remedy, sides.path)
    try:
        split_path(sides.path)
    except Misuse:
        remedy = "入れた側の台帳で外してから、もう一度合わせてください"
        return _clash("SEKI164", "台帳の記録ではない場所のファイルは合わせられません", remedy, sides.path)
    return None


def _bad_event(sides: Sides) -> Finding | None:
    place = locate(sides.path)
    if place is None or not is_event(place.kinds[0]):
        return None
    if sides.value is not None or (not sides.base.blob and sides.ours.blob and sides.theirs.blob):
        remedy = "二つの文を `git show` で見比べ、片方の台帳で新しい番号の記録に移してから、もう一度合わせてください"
        return _clash("SEKI163", "同じ番号のできごとの記録が、両方の台帳に違う文であります", remedy, sides.path)
    if not sides.base.blob:
        return None
    gone = not (sides.ours.blob and sides.theirs.blob)
    where, remedy = ("この台帳", _RESTORE_HERE) if sides.by_ours else ("共有先", _RESTORE_THERE)
    message = f"保存したできごとの記録が、{where}で{'消されて' if gone else '書き換えられて'}います"
    return _clash("SEKI162", message, remedy, sides.path)


def _cases_made_twice(files: Iterable[Sides]) -> dict[str, str]:
    """Return case → path of case.yaml for the cases that either side opened under one number: two households."""
    twice = {}
    for sides in files:
        new = not sides.base.blob and sides.value is None and sides.ours.blob and sides.theirs.blob
        if new and _is_case_head(sides.path):
            twice[_case(sides.path)] = sides.path
    return twice


def _two_cases(path: str) -> Finding:
    return _clash(
        "SEKI163",
        "同じ番号のケースが、両方の台帳で別々に作られています",
        "同じ世帯かどうかを確かめてください。別の世帯なら、片方の台帳で新しい番号のケースとして入れ直してから、もう一度合わせます",
        path,
    )


def _twin_names(files: Iterable[Sides]) -> Iterable[Finding]:
    """Yield a finding for names that cannot both be there: a file here, a folder there; on some systems also A.md and a.md."""
    files, seen = tuple(files), dict[str, Sides]()
    ours, theirs = _folders(s.path for s in files if s.by_ours), _folders(s.path for s in files if s.by_theirs)
    for sides in files:
        folded = unicodedata.normalize("NFC", sides.path).casefold()
        twin = seen.setdefault(folded, sides) if not sides.base.blob and sides.value is None else sides
        in_the_way = sides.path in theirs or (sides.by_theirs and sides.path in ours)
        if in_the_way or twin.by_ours != sides.by_ours:
            remedy = "片方の台帳で名前を変えてから、もう一度合わせてください"
            yield _clash("SEKI164", "ほかのファイルやフォルダーと同じ名前とみなされる名前です", remedy, sides.path)


def _folders(paths: Iterable[str]) -> set[str]:
    return {path.rsplit("/", depth)[0] for path in paths for depth in range(1, path.count("/") + 1)}


def _is_case_head(path: str) -> bool:
    place = locate(path)
    return place is not None and place.kinds == ("case",)


def _case(path: str) -> str:
    parts = path.split("/")
    return parts[2] if parts[0] == "cases" and len(parts) > 3 else ""


def _clash(code: str, message: str, remedy: str, path: str) -> Finding:
    case = _case(path)
    return Finding(code=code, severity="error", message=message, remedy=remedy, path=path, case=case)
