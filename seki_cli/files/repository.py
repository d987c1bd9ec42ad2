"""The few small files without which git finds nothing: HEAD, the branch, packed-refs, config. Torn ones are seen and mended.

seki's own saves flush them. Plain git in a clone that was never set up does not, and a power cut then leaves them empty. What
is torn is put aside and made anew only from what git itself has noted beside it (its reflog, packed-refs), or from seki's
journal; where that leaves a choice, a person chooses. 出典: safety.md「What plain git does」（電源断 40 回中 28 回で HEAD が読めない）
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.clone_settings import write_git_settings
from seki_cli.files.durable import flush_folder
from seki_cli.files.git import GitFailed, git_folder, read_config, run_git
from seki_cli.files.git_state import read_blobs, read_files_of
from seki_cli.files.journal import Journal
from seki_cli.files.rescue import replace_keeping

_ID: Final = rb"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_LOOSE: Final = re.compile(_ID + rb"\s*")
_PACKED: Final = re.compile(rb"(" + _ID + rb") (refs/[^\x00-\x20\x7f]+)")
_HEAD: Final = re.compile(rb"ref: (refs/heads/[^\x00-\x20\x7f]+)\s*")
_LOGGED: Final = re.compile(_ID + rb" (" + _ID + rb") [^\x00\n]+")
_FILTER: Final = re.compile(rb"\bfilter=([A-Za-z0-9_.-]+)")
_ENCRYPTED: Final = b"\0GITCRYPT"
_NEW_CONFIG: Final = b"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
_LONG_IDS: Final = b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n"
_AGAIN: Final = "`seki doctor --fix` を実行してください。読める最後の保存まで戻し、何が読めないかを示します。"


def find_torn(root: Path) -> tuple[str, ...]:
    """Return which of config, packed-refs, HEAD, branch are torn or gone though git has noted that they were there."""
    folder = git_folder(root)
    found = [name for name, torn in (("config", _config_torn(root)), ("packed-refs", _packed_torn(folder))) if torn]
    head = _read(folder / "HEAD")
    if not (_HEAD.fullmatch(head) or _LOOSE.fullmatch(head)):
        found.append("HEAD")
    elif _branch_torn(folder, head):
        found.append("branch")
    return tuple(found)


def mend_torn(root: Path, journal: Journal | None, *, back: bool = False) -> tuple[str, ...]:
    """Make torn files of the repository anew, under the lock, and return a sentence for each, for stderr.

    Without `back` only what leaves nothing behind is done: the branch is set to the last commit that it was noted at. With
    it, where that commit cannot be read any more, to the newest noted one that can. Raises Blocked where a person has to
    choose, OSError.
    """
    told = list[str]()
    if "HEAD" in find_torn(root):  # first: without it git does not even read the settings
        told.append(_mend_head(root))
    torn = find_torn(root)
    if "config" in torn:
        told.append(_mend_config(root))
    if "packed-refs" in torn:
        told.append(_mend_packed(root))
    if "branch" in find_torn(root):
        told.append(_mend_branch(root, journal, back=back))
    return tuple(told)


def _read(file: Path) -> bytes:
    """Return a file's bytes, none where there is no such file. Raises OSError: what may not be opened is not torn."""
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return file.read_bytes()
    return b""


def _config_torn(root: Path) -> bool:
    """Say whether the settings are empty, zeros or cut off; git is asked only where the end of the last line is missing.

    Every git writes the version of the format first; a file without it is not what a git has left.
    """
    data = _read(git_folder(root) / "config")
    if b"\0" in data or b"repositoryformatversion" not in data.lower():
        return True
    if data.endswith(b"\n"):
        return False
    try:
        run_git(root, "config", "--local", "--list")
    except GitFailed:
        return True
    return False


def _packed_torn(folder: Path) -> bool:
    data = _read(folder / "packed-refs")
    return bool(data) and (b"\0" in data or not data.endswith(b"\n"))


def _branch_torn(folder: Path, head: bytes) -> bool:
    match = _HEAD.fullmatch(head)
    if match is None:
        return False
    name = match[1].decode("utf-8", "surrogateescape")
    if (folder / name).exists():
        return not _LOOSE.fullmatch(_read(folder / name))
    return match[1] not in _packed(folder) and bool(_logged(folder, name))


def _packed(folder: Path) -> dict[bytes, bytes]:
    """Return the whole lines of packed-refs: name → id. The last line of a torn file has no end and is left out."""
    lines = _read(folder / "packed-refs").split(b"\n")[:-1]
    return {match[2]: match[1] for line in lines if (match := _PACKED.fullmatch(line))}


def _logged(folder: Path, name: str) -> tuple[str, ...]:
    """Return the commits that git has noted for a branch or HEAD, the newest first; torn lines are passed over."""
    lines = _read(folder / "logs" / name).split(b"\n")
    return tuple(match[1].decode("ascii") for line in reversed(lines) if (match := _LOGGED.fullmatch(line)))


def _mend_config(root: Path) -> str:
    folder = git_folder(root)
    told = "git の設定（config）が壊れていたため、わきに置いて作り直しました。共有先（git remote）と記録者（seki registry me）は、もう一度設定してください。"
    long_ids = any(len(oid) == 64 for oid in _logged(folder, "HEAD")[:1])
    replace_keeping(root, folder / "config", _LONG_IDS if long_ids else _NEW_CONFIG, told)
    write_git_settings(root)
    return told


def _mend_packed(root: Path) -> str:
    folder = git_folder(root)
    told = "git の枝の一覧（packed-refs）が途中で切れていたため、わきに置き、読める行だけで作り直しました。"
    rows = sorted(_packed(folder).items())
    replace_keeping(root, folder / "packed-refs", b"".join(b"%s %s\n" % (oid, name) for name, oid in rows), told)
    return told


def _mend_head(root: Path) -> str:
    """Set HEAD to the branch it was on: the only one there is, or the only one that stands where HEAD was last noted."""
    folder = git_folder(root)
    branches = _branches(folder)
    last = _logged(folder, "HEAD")[:1]
    fitting = [name for name, tip in branches.items() if len(branches) == 1 or (last and tip == last[0])]
    if len(fitting) != 1:
        raise Blocked(
            "git の HEAD が壊れていて、どの枝にいたのか決められません。何も書いていません。",
            where=".git/HEAD",
            remedy="管理する人が `git symbolic-ref HEAD refs/heads/main`（枝の名前）で決めてから、もう一度実行してください。",
        )
    told = "git の HEAD が壊れていたため、わきに置き、控え（reflog）から元の枝に戻しました。"
    replace_keeping(root, folder / "HEAD", b"ref: " + fitting[0].encode("utf-8", "surrogateescape") + b"\n", told)
    return told


def _branches(folder: Path) -> dict[str, str]:
    """Return every branch with its commit ("" for a torn one), loose before packed; those that only a reflog knows as well."""
    found = {
        name.decode("utf-8", "surrogateescape"): oid.decode()
        for name, oid in _packed(folder).items()
        if name.startswith(b"refs/heads/")
    }
    for base in (folder / "logs" / "refs" / "heads", folder / "refs" / "heads"):
        for file in base.rglob("*"):
            if file.is_file() and file.suffix != ".lock":
                name = f"refs/heads/{file.relative_to(base).as_posix()}"
                tip = (
                    (_logged(folder, name) or ("",))[0]
                    if "logs" in base.parts[-3:]
                    else _read(file).decode("ascii", "replace").strip()
                )
                if tip and _LOOSE.fullmatch(tip.encode()):
                    found[name] = tip
    return found


def _mend_branch(root: Path, journal: Journal | None, *, back: bool) -> str:
    folder = git_folder(root)
    match = _HEAD.fullmatch(_read(folder / "HEAD"))
    assert match
    name = match[1].decode("utf-8", "surrogateescape")
    noted = tuple(_noted(folder, name, journal))
    wanted = noted if back else noted[:1]
    found = next((oid for oid in wanted if is_intact(root, oid)), "")
    if not found:
        raise Blocked(
            "git の枝の位置が壊れていて、最後の保存が読めません。何も書いていません。",
            where=".git",
            remedy=_RESTORE if back or not noted else _AGAIN,
        )
    told = "git の枝の位置が壊れていたため、控え（reflog）から戻しました。"
    if lost := noted.index(found):
        told = f"git の枝の位置が壊れていたため、読める最後の保存まで戻しました。その後の {lost} 回の保存は、この複製では読めません。"
    replace_keeping(root, folder / name, f"{found}\n".encode(), told)
    flush_folder(folder / "refs")
    return told


_RESTORE: Final = "ほかの複製か共有先から `git clone` で取り直し、このフォルダーは消さずに取っておいてください。"


def _noted(folder: Path, name: str, journal: Journal | None) -> Iterator[str]:
    """Yield where a branch was noted to stand, the newest first: its reflog, HEAD's, seki's journal, packed-refs."""
    met = {"", "0" * 40, "0" * 64}
    on_way = (journal.commit, journal.head) if journal is not None else ()
    packed = _packed(folder).get(name.encode("utf-8", "surrogateescape"), b"").decode("ascii")
    for oid in (*_logged(folder, name), *_logged(folder, "HEAD"), *on_way, packed):
        if oid not in met:
            met.add(oid)
            yield oid


def find_missing_filter(root: Path) -> str:
    """Return the filter (git-crypt …) that the office's attributes ask for and this clone does not know or has locked, or "".

    git would then commit the plain text without a word. 出典: safety.md「git-crypt in a locked clone commits plaintext」
    """
    texts = (_read(root / ".gitattributes"), _read(git_folder(root) / "info" / "attributes"))
    for name in sorted({match[1].decode("ascii") for text in texts for match in _FILTER.finditer(text)}):
        if not read_config(root, f"filter.{name}.clean") or _read(root / "profile" / "staff.yaml").startswith(_ENCRYPTED):
            return name
    return ""


def is_intact(root: Path, commit: str) -> bool:
    """Say whether a commit and every file in it can be read: objects may be missing or torn behind a name that stands."""
    try:
        files = read_files_of(root, f"{commit}^{{tree}}")
        return all(data is not None for _, data in read_blobs(root, files.values()))
    except GitFailed:
        return False
