"""手入れ: what doctor says of a clone in every state, that asking changes nothing, and that --fix loses nothing."""

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from speaking import Desk, Said

Items = dict[str, dict[str, object]]


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def look(desk: Desk, *words: str, code: int = 0) -> Items:
    said = desk.try_("doctor", *words, "--json")
    assert said.code == code, said.out + said.err
    assert all(set(item) == {"id", "title", "state", "message", "remedy", "fixable"} for item in said.items)
    return {item["id"]: item for item in said.items}


def amiss(items: Items) -> set[str]:
    return {name for name, item in items.items() if item["state"] != "良い"}


def everything(root: Path) -> dict[str, tuple[int, str]]:
    """Return every file and folder of a clone, .git included, with its mode and bytes; who holds the lock is no part of it."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.relative_to(root).as_posix() != ".git/seki/lock":
            data = path.read_bytes() if path.is_file() else b""
            found[path.relative_to(root).as_posix()] = (path.lstat().st_mode, hashlib.sha256(data).hexdigest())
    return found


@pytest.fixture
def clone(desk: Desk, tmp_path: Path) -> Desk:
    """Return what plain `git clone` under an ordinary umask makes of a workspace."""
    git(desk.root, "config", "seki.staff", "sato")
    old = os.umask(0o022)
    try:
        git(tmp_path, "clone", "-q", str(desk.root), "copy")
    finally:
        os.umask(old)
    git(tmp_path / "copy", "config", "seki.staff", "sato")
    return Desk(tmp_path / "copy", day=desk.day)


def test_a_new_workspace_lacks_only_a_place_to_share_and_a_name(desk: Desk) -> None:
    assert amiss(look(desk)) == {"sharing", "staff"}


def test_the_last_line_says_how_much_needs_somebody(desk: Desk) -> None:
    items = look(desk)
    told = [sum(item["state"] == state for item in items.values()) for state in ("要対応", "注意", "良い")]
    assert desk.try_("doctor").out.splitlines()[-1] == "要対応 {} 件、注意 {} 件、良い {} 件。".format(*told)
    assert "件、良い" not in desk.try_("doctor", "--format", "csv").out


def test_a_plain_clone_is_told_what_it_lacks_and_mended_once(clone: Desk) -> None:
    assert amiss(look(clone)) == {"modes", "settings", "hook", "index"}
    first = clone.ask("doctor", "--fix").data
    assert len(first["done"]) >= 9
    assert amiss({item["id"]: item for item in first["items"]}) == set()
    before = everything(clone.root)
    assert clone.ask("doctor", "--fix").data["done"] == []
    assert everything(clone.root) == before
    assert all(not mode & 0o077 for mode, _ in before.values())


def tear(path: str, data: bytes = b"") -> Callable[[Desk], None]:
    def do(desk: Desk) -> None:
        file = desk.root / path
        if file.exists():
            file.chmod(0o600)
        file.write_bytes(data)

    return do


def remove(path: str) -> Callable[[Desk], None]:
    def do(desk: Desk) -> None:
        file = desk.root / path
        shutil.rmtree(file) if file.is_dir() else file.unlink()

    return do


def run(*words: str) -> Callable[[Desk], None]:
    def do(desk: Desk) -> None:
        git(desk.root, *words)

    return do


def lose_an_object(desk: Desk) -> None:
    """Take the text of a saved file out of git; the file itself stands in the work tree."""
    for pack in (desk.root / ".git" / "objects" / "pack").glob("pack-*.pack"):
        aside = desk.root / "aside.pack"
        pack.rename(aside)
        pack.with_suffix(".idx").unlink()
        with aside.open("rb") as file:
            subprocess.run(["git", "unpack-objects", "-q"], cwd=desk.root, stdin=file, check=True)
        aside.unlink()
    oid = git(desk.root, "rev-parse", "HEAD:profile/staff.yaml")
    tear(f".git/objects/{oid[:2]}/{oid[2:]}")(desk)


def leave_a_journal(desk: Desk) -> None:
    child = os.fork()
    if not child:
        os.environ |= {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": "files-placed"}
        desk.try_("registry", "staff", "add", "--from", "-", stdin="id: abe\nname: 阿部 幸\nagency: chuo1\nsince: 2025-05-01\n")
        os._exit(0)
    os.waitpid(child, 0)


def leave_a_lock(desk: Desk) -> None:
    tear(".git/index.lock")(desk)
    os.utime(desk.root / ".git" / "index.lock", (time.time() - 3600,) * 2)


def leave_a_temp(desk: Desk) -> None:
    tear("profile/.seki-0123456789abcdef.tmp", b"half")(desk)
    os.utime(desk.root / "profile/.seki-0123456789abcdef.tmp", (time.time() - 3600,) * 2)


FIXED = {
    "index empty": (tear(".git/index"), "index", 0),
    "index gone": (remove(".git/index"), "index", 0),
    "HEAD empty": (tear(".git/HEAD"), "repository", 6),
    "branch empty": (tear(".git/refs/heads/main"), "repository", 6),
    "branch gone": (remove(".git/refs/heads/main"), "repository", 6),
    "packed-refs torn": (tear(".git/packed-refs", b"\0" * 50), "repository", 6),
    "object torn": (lose_an_object, "objects", 0),
    "journal": (leave_a_journal, "journal", 0),
    "journal torn": (tear(".git/seki/journal", b"{"), "journal", 0),
    "stale lock": (leave_a_lock, "locks", 0),
    "temp": (leave_a_temp, "temps", 0),
    "hook gone": (remove(".git/hooks/pre-commit"), "hook", 0),
    "setting gone": (run("config", "--unset", "core.fsync"), "settings", 0),
    "no .git/seki": (remove(".git/seki"), "", 0),
}
TOLD = {
    "detached": (run("checkout", "-q", "--detach"), "repository", 6),
    "half merge": (tear(".git/MERGE_HEAD", b"0" * 40 + b"\n"), "half", 6),
    "seki.yaml torn": (tear("seki.yaml", b"\0"), "format", 6),
    "seki.yaml gone": (remove("seki.yaml"), "format", 6),
    "a record torn": (tear("profile/agencies.yaml", b"agencies: ["), "records", 5),
    "submodule": (tear(".gitmodules"), "submodules", 0),
    "shallow": (tear(".git/shallow"), "shallow", 0),
    "locked": (tear(".gitattributes", b"*.yaml filter=git-crypt\n"), "crypt", 6),
    "a report": (lambda desk: (desk.root / ".git/seki/reports").mkdir() or tear(".git/seki/reports/a.txt")(desk), "reports", 0),
    "a draft": (
        lambda desk: (desk.root / ".git/seki/drafts").mkdir(0o700) or tear(".git/seki/drafts/case-new.yaml")(desk),
        "drafts",
        0,
    ),
    "objects gone": (remove(".git/objects"), "repository", 6),
}


def close(desk: Desk) -> None:
    """Take away what the test itself left open: its umask is another one than seki's."""
    for path in (desk.root / ".git").rglob("*"):
        path.chmod(path.lstat().st_mode & 0o7700)


@pytest.mark.parametrize("name", [*FIXED, *TOLD])
def test_doctor_says_it_and_changes_nothing(desk: Desk, name: str) -> None:
    harm, item, code = {**FIXED, **TOLD}[name]
    harm(desk)
    before = everything(desk.root)
    items = look(desk, code=code)
    assert everything(desk.root) == before
    if item:
        assert items[item]["state"] != "良い"
        assert items[item]["remedy"]


@pytest.mark.parametrize("name", FIXED)
def test_what_is_fixed_stays_fixed(desk: Desk, name: str) -> None:
    harm, item, _ = FIXED[name]
    head = git(desk.root, "rev-parse", "HEAD")
    harm(desk)
    said = desk.ask("doctor", "--fix")
    fixed = {one["id"]: one for one in said.items}
    assert not item or fixed.get(item, {"state": "良い"})["state"] == "良い", (said.data["done"], fixed[item])
    assert said.data["not_done"] == []
    before = everything(desk.root)
    assert desk.ask("doctor", "--fix").data["done"] == []
    assert everything(desk.root) == before
    assert git(desk.root, "rev-parse", "HEAD") == head
    assert git(desk.root, "status", "--porcelain") == ""
    git(desk.root, "fsck", "--strict", "--no-dangling")


@pytest.mark.parametrize("name", TOLD)
def test_what_a_person_has_to_decide_is_left_to_them(desk: Desk, name: str) -> None:
    harm, item, code = TOLD[name]
    harm(desk)
    close(desk)
    kept = {path: mark for path, mark in everything(desk.root).items() if not path.startswith(".git/")}
    assert look(desk, "--fix", code=code)[item]["state"] != "良い"
    assert {path: mark for path, mark in everything(desk.root).items() if not path.startswith(".git/")} == kept


def test_the_office_s_own_hook_is_left_alone(desk: Desk) -> None:
    hook = desk.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert look(desk, "--fix")["hook"]["state"] == "良い"
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_hand_edits_are_named_and_foreign_files_counted_only(desk: Desk) -> None:
    (desk.root / "架空 花子.txt").write_text("x")
    (desk.root / "cases").mkdir()
    (desk.root / "cases" / "架空 太郎.yaml").write_text("x")
    (desk.root / "seki.yaml").write_text((desk.root / "seki.yaml").read_text() + "# by hand\n")
    said = desk.try_("doctor")
    assert "架空" not in said.out + said.err
    items = look(desk, code=5)
    assert (items["edits"]["message"], "2 件" in str(items["foreign"]["message"])) == ("1 件: seki.yaml", True)


def test_what_is_not_shared_yet_is_counted(clone: Desk) -> None:
    assert look(clone, "--fix")["sharing"]["state"] == "良い"
    row = "id: abe\nname: 阿部 幸\nagency: chuo1\nsince: 2025-05-01\n"
    assert clone.try_("registry", "staff", "add", "--from", "-", stdin=row).code == 0
    sharing = look(clone)["sharing"]
    assert sharing["state"] == "注意"
    assert "1 回の保存を共有していません" in str(sharing["message"])


def test_a_cloud_folder_is_no_place(desk: Desk, tmp_path: Path) -> None:
    home = tmp_path / "OneDrive - 見本市"
    home.mkdir()
    desk.root.rename(home / "daicho")
    assert look(Desk(home / "daicho"))["disk"]["state"] == "要対応"


def test_another_branch_with_saves_of_its_own(desk: Desk) -> None:
    git(desk.root, "checkout", "-q", "-b", "秘密")
    git(desk.root, "commit", "-q", "--no-verify", "--allow-empty", "-m", "aside")
    git(desk.root, "checkout", "-q", "main")
    said = look(desk)["branches"]
    assert "1 本" in str(said["message"])
    assert "秘密" not in str(said)


def test_without_an_identity_nothing_can_be_saved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    assert look(desk, code=6)["identity"]["state"] == "要対応"


def test_a_clock_that_is_behind_the_history(desk: Desk) -> None:
    row = "id: abe\nname: 阿部 幸\nagency: chuo1\nsince: 2025-05-01\n"
    assert desk.on("2199-01-01").try_("registry", "staff", "add", "--from", "-", stdin=row).code == 0
    assert look(desk)["clock"]["state"] == "注意"


def test_without_any_git_it_is_said_calmly(desk: Desk) -> None:
    shutil.rmtree(desk.root / ".git")
    for words in ((), ("--fix",)):
        said: Said = desk.try_("doctor", *words)
        assert said.code == 6
        assert "git のフォルダ" in said.err


def test_packing_loses_nothing_and_disturbs_no_reader(desk: Desk) -> None:
    """Whatever nobody refers to stays, and who was reading when the packing began reads on."""
    commit = "commit refs/heads/main\ncommitter a <a@example.jp> 1749600000 +0900\ndata 1\nx\n"
    files = "".join(f"M 100644 inline gaps/{number}.txt\ndata 5\n{number:05d}\n" for number in range(1100))
    git(desk.root, "config", "fastimport.unpackLimit", "5000")
    stream = f"{commit}from refs/heads/main^0\n{files}done\n".encode()
    subprocess.run(["git", "fast-import", "--quiet", "--done"], cwd=desk.root, input=stream, check=True)
    nobodys = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=desk.root, input=b"alone", check=True, capture_output=True
    )
    git(desk.root, "read-tree", "-u", "--reset", "HEAD")
    assert look(desk)["packing"]["fixable"]
    names = git(desk.root, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    with subprocess.Popen(
        ["git", "cat-file", "--batch-check"], cwd=desk.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin
        assert reader.stdout
        reader.stdin.write(names[0].split()[0] + "\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == names[0]
        assert any("詰め直しました" in said for said in desk.ask("doctor", "--fix").data["done"])
        reader.stdin.write("".join(f"{name.split()[0]}\n" for name in names))
        reader.stdin.close()
        assert reader.stdout.read().splitlines() == names
    assert git(desk.root, "cat-file", "--batch-all-objects", "--batch-check").splitlines() == names
    assert git(desk.root, "cat-file", "-p", nobodys.stdout.decode().strip()) == "alone"
    assert desk.ask("doctor", "--fix").data["done"] == []
    assert git(desk.root, "status", "--porcelain") == ""
