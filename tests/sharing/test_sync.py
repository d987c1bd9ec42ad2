"""seki sync: what comes, what goes, what is asked and what is told, between two clones and the place where they meet."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from sharing.conftest import edit, heads
from speaking import say
from torture.clones import DAY, Town, blob_id, git, head, left_behind, texts
from torture.forks import run_seki, start
from torture.t6 import Answers, by_seki

CLOSE = "act: 終結\nreason: その他\nnext_lead: なし\nnext_lead_why: 架空\nfollowup_needed: false\n"


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of a work tree, and what HEAD shows."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if ".git" not in path.relative_to(root).parts}
    return {"HEAD": head(root).encode(), **{name: path.read_bytes() for name, path in files.items() if path.is_file()}}


def test_without_a_place_to_share_it_says_how_to_name_one(tmp_path: Path) -> None:
    assert say("init", str(tmp_path / "one")).code == 0
    said = say("-C", str(tmp_path / "one"), "sync")
    assert said.code == 6
    assert "git remote add origin" in said.err


def test_the_first_sync_fills_an_empty_place(tmp_path: Path) -> None:
    assert say("init", str(tmp_path / "one")).code == 0
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", tmp_path / "hub"], check=True)
    git(tmp_path / "one", "remote", "add", "origin", "../hub")
    said = say("-C", str(tmp_path / "one"), "sync", "--json")
    assert (said.code, said.data["came"], said.data["choices"]) == (0, [], [])
    assert {row["path"] for row in said.data["went"]} == set(texts(tmp_path / "one"))
    assert head(tmp_path / "one") == head(tmp_path / "hub") == said.data["commit"]
    again = say("-C", str(tmp_path / "one"), "sync")
    assert (again.code, again.out, again.err) == (0, "共有先と同じです。受け取るものも送るものもありません。\n", "")
    assert git(tmp_path / "one", "status", "-sb").startswith(b"## main...origin/main")
    quiet = say("-C", str(tmp_path / "one"), "sync", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_a_plain_clone_is_set_up_by_its_first_sync(town: Town) -> None:
    root = town.root("b")
    assert not (root / ".git/hooks/pre-commit").exists()
    assert town.sync("b").code == 0
    assert (root / ".git/hooks/pre-commit").stat().st_mode & 0o100
    assert git(root, "config", "--local", "core.fsync").strip() == b"all"
    assert root.stat().st_mode & 0o077 == 0


def test_what_comes_and_goes_is_counted_by_case(town: Town) -> None:
    case, other = town.cases
    town.add_note("a", case)
    assert town.sync("a").code == 0
    town.add_note("b", case)
    town.add_note("b", other)
    said = town.sync("b", "--json")
    assert said.code == 0, said.err
    assert [(row["kind"], row["case"]) for row in said.data["came"]] == [("note", case)]
    assert sorted((row["kind"], row["case"]) for row in said.data["went"]) == sorted([("note", case), ("note", other)])
    assert town.sync("a").out.startswith("受け取りました: ファイル 2 件\n")
    assert len(heads(town)) == 1
    for name in ("a", "b"):
        assert left_behind(town.root(name)) == []
        assert all((town.root(name) / path).stat().st_mode & 0o777 == 0o600 for path in town.kept)
    backup = said.data["backup"]
    assert backup.startswith("refs/seki/before-sync/")
    assert git(town.root("b"), "merge-base", "--is-ancestor", backup, "HEAD") == b""


def test_the_two_acknowledgements_are_two(town: Town) -> None:
    town.add_note("a", town.cases[0])
    said = say("-C", str(town.root("a")), "--as-of", DAY, "due")
    assert "まだ共有していない保存が 1 件あります" in said.err
    assert "まだ共有" not in say("-C", str(town.root("a")), "--as-of", DAY, "due", "--quiet").err
    assert town.sync("a").out.endswith("共有しました\n")
    assert "まだ共有" not in say("-C", str(town.root("a")), "--as-of", DAY, "due").err


def test_different_fields_are_joined_and_told_without_a_value(town: Town, house: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    edit(town, "b", house, "0575-00-0002", "0575-22-2222")
    assert town.sync("a").code == 0
    said = town.sync("b")
    assert said.code == 0, said.err
    assert f"{house}　世帯: 両方を取り入れました" in said.out
    assert "0575" not in said.out + said.err
    assert b"0575-11-1111" in (town.root("b") / house).read_bytes()
    assert b"0575-22-2222" in (town.root("b") / house).read_bytes()


def same_field(town: Town, house: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    edit(town, "b", house, "0575-00-0001", "0575-22-2222")
    assert town.sync("a").code == 0


def test_the_same_field_waits_for_a_person_and_nothing_is_written(town: Town, house: str) -> None:
    same_field(town, house)
    town.add_note("b", town.cases[1])
    before = snapshot(town.root("b")), head(town.hub)
    said = town.sync("b")
    assert said.code == 6
    assert f"{house}:7:5: 誤り SEKI160 世帯・世帯の人（P1）・電話番号が、両方で別々に直されています" in said.err
    assert "0575" not in said.out + said.err
    told = town.sync("b", "--json")
    assert told.data["choices"] == [
        {"path": house, "key": ["people", "P1", "phone"], "ours": "0575-22-2222", "theirs": "0575-11-1111"}
    ]
    assert "0575" not in json.dumps(told.envelope["findings"])
    assert (snapshot(town.root("b")), head(town.hub)) == before


def test_a_hand_edit_in_the_way_stops_it_and_another_stays(town: Town, house: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    assert town.sync("a").code == 0
    file = town.root("b") / house
    file.write_text(file.read_text().replace("0575-00-0002", "0575-33-3333"))
    before = snapshot(town.root("b")), head(town.hub)
    said = town.sync("b")
    assert said.code == 6
    assert f"{house}: 誤り SEKI161" in said.err
    assert (snapshot(town.root("b")), head(town.hub)) == before
    git(town.root("b"), "restore", house)
    other = town.root("b") / house.replace(town.cases[0], town.cases[1])
    other.write_text(other.read_text().replace("0575-00-0002", "0575-33-3333"))
    said = town.sync("b")
    assert said.code == 0, said.err
    assert "保存していない変更が 1 件あります" in said.err
    assert "0575-33-3333" in other.read_text()
    assert "0575-11-1111" in file.read_text()


def test_a_hand_edit_that_says_the_same_is_not_in_the_way(town: Town, house: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    assert town.sync("a").code == 0
    file = town.root("b") / house
    file.write_text(file.read_text().replace("0575-00-0001", "0575-11-1111"))
    assert town.sync("b").code == 0
    assert left_behind(town.root("b")) == []


def test_a_dry_run_tells_all_and_does_nothing(town: Town, house: str) -> None:
    same_field(town, house)
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    town.add_note("b", town.cases[1])
    before = snapshot(town.root("b")), head(town.hub)
    said = town.sync("b", "--dry-run")
    assert said.code == 0
    for words in ("届きます: ", "送ります: ", "尋ねること: 1 件", "（--dry-run のため、取り込んでも送ってもいません）"):
        assert words in said.out
    assert "0575" not in said.out + said.err
    assert (snapshot(town.root("b")), head(town.hub)) == before


def test_what_together_breaks_a_rule_is_told_and_shared(town: Town) -> None:
    case = town.cases[0]
    town.add_event("a", case, "closing", CLOSE)
    town.add_note("b", case)
    assert town.sync("a").code == 0
    said = town.sync("b")
    assert said.code == 0
    assert "SEKI140" in said.err
    assert "共有しました" in said.out
    assert len(heads(town) - {head(town.root("a"))}) == 1


ROW = "  - id: kato\n    name: 加藤 実\n    agency: chuo1\n    post: 主事\n    pledged_on: 2025-04-01\n    since: {}\n"


def test_a_profile_that_fits_only_row_by_row_is_chosen_as_a_whole(town: Town) -> None:
    """Both write down the same member of staff for overlapping times: each row merges, together they are wrong."""
    for name, since in (("a", "2025-04-01"), ("b", "2025-05-01")):
        staff = (town.root(name) / "profile/staff.yaml").read_text()
        town.number += 1
        town.write(name, "profile/staff.yaml", (staff.rstrip("\n") + "\n" + ROW.format(since)).encode())
    assert town.sync("a").code == 0
    said = town.sync("b", "--json")
    assert (said.code, [(one["path"], one["key"]) for one in said.data["choices"]]) == (6, [("profile", [])])
    (choice,) = said.data["choices"]
    assert [row["since"] for row in choice["ours"]["profile/staff.yaml"]["staff"]] == ["2025-05-01"]
    assert [row["since"] for row in choice["theirs"]["profile/staff.yaml"]["staff"]] == ["2025-04-01"]
    asker = Answers(["theirs"])
    answer = by_seki(town.root("b"), asker)
    assert answer.exit_code == 0, answer.findings
    assert "（なし）" not in "".join(asker.seen)
    assert (town.root("b") / "profile/staff.yaml").read_bytes() == (town.root("a") / "profile/staff.yaml").read_bytes()


def test_a_hand_edit_that_comes_too_late_is_told_as_it_is(town: Town, house: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    assert town.sync("a").code == 0
    town.add_note("b", town.cases[0])
    pid = stopped_at(town, "b", "pushed")
    file = town.root("b") / house
    file.write_text(file.read_text().replace("0575-00-0002", "0575-33-3333"))
    assert gone_on(pid) == 6
    assert "共有先に届きましたが" in (town.folder / "log.err").read_text()
    assert "0575-33-3333" in file.read_text()
    git(town.root("b"), "restore", house)
    assert [town.sync(name).code for name in ("b", "a")] == [0, 0]
    assert_all_there(town)


def test_it_goes_with_no_commit_nowhere(town: Town) -> None:
    assert town.sync("a", "--no-commit").code == 2


@pytest.mark.parametrize("place", ["fetched", "merged"])
def test_somebody_else_is_quicker(town: Town, place: str) -> None:
    for name in ("a", "b", "a"):
        town.add_note(name, town.cases[0])
    fork = stopped_at(town, "b", place)
    assert town.sync("a").code == 0
    assert gone_on(fork) == 0
    assert town.sync("a").code == 0
    assert_all_there(town)


def test_somebody_saves_here_before_it_is_shown(town: Town) -> None:
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    town.add_note("b", town.cases[0])
    fork = stopped_at(town, "b", "pushed")
    town.add_note("b", town.cases[1])
    assert gone_on(fork) == 0
    assert town.sync("a").code == 0
    assert_all_there(town)


def test_people_save_while_it_waits_for_the_network(town: Town) -> None:
    fork = stopped_at(town, "a", "fetched")
    said = say(
        "-C",
        str(town.root("a")),
        "--as-of",
        DAY,
        "note",
        "add",
        town.cases[0],
        "--by",
        "sato",
        "--from",
        "-",
        stdin="method: 電話\nfact: 架空\n",
    )
    assert said.code == 0, said.err
    assert gone_on(fork) == 0


def stopped_at(town: Town, name: str, place: str) -> int:
    """Start a sync and return its process when it has come to a named place and waits there."""
    env = {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": f"{place}:stop"}
    fork = start(run_seki("-C", str(town.root(name)), "--as-of", DAY, "sync"), town.folder / "log", env=env)
    _, status = os.waitpid(fork.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), (town.folder / "log.err").read_text()
    return fork.pid


def gone_on(pid: int) -> int:
    """Let it go on to its end, past the places where it stops again, and return its exit code."""
    while True:
        os.kill(pid, signal.SIGCONT)
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)


def assert_all_there(town: Town) -> None:
    assert len(heads(town)) == 1
    there = texts(town.hub)
    assert {path: there.get(path) for path in town.kept} == {path: blob_id(data) for path, data in town.kept.items()}
    assert [left_behind(town.root(name)) for name in ("a", "b")] == [[], []]


def test_what_was_mended_is_told_even_where_the_sync_cannot_go_on(town: Town) -> None:
    lock = town.root("b") / ".git/refs/remotes/origin/main.lock"
    lock.write_text("")
    town.hub.rename(town.folder / "pocket")
    said = town.sync("b")
    assert said.code == 6
    assert said.err.index("わきに置きました") < said.err.index("共有先が見つかりません")


def tabled_apart(town: Town, printed: str = "") -> str:
    """Let each of two clones put its own case on one meeting's list, both as item 1; return the meeting's path."""
    made = say("-C", str(town.root("a")), "--as-of", DAY, "meeting", "new", "shien", "--date", "2025-07-01", "--json")
    assert [town.sync(name).code for name in ("a", "b")] == [0, 0]
    path = f"meetings/R07/{made.data['meeting']}/meeting.yaml"
    for name, case in zip(("a", "b"), town.cases, strict=True):
        text = (town.root(name) / path).read_text()
        row = f"items:\n  - num: 1\n    case: {case}\n    timing: 情報共有\n"
        town.number += 1
        town.write(name, path, (text.rstrip("\n") + "\n" + row + (printed if name == "a" else "")).encode())
    assert town.sync("a").code == 0
    return path


def test_items_that_two_clones_gave_one_number_get_two(town: Town) -> None:
    """Two people prepare one meeting: ordinary work, about which nobody has to be asked."""
    path = tabled_apart(town)
    said = town.sync("b")
    assert (said.code, "SEKI138" in said.err) == (0, False), said.err
    assert town.sync("a").code == 0
    texts = {(town.root(name) / path).read_text() for name in ("a", "b")}
    (text,) = texts
    assert [text.count(f"num: {num}\n    case: {case}") for num, case in enumerate(sorted(town.cases[:2]), 1)] == [1, 1]


def test_a_number_that_stands_on_a_paper_is_not_given_anew(town: Town) -> None:
    paper = "printed:\n  - num: 1\n    date: 2025-06-11\n    items:\n      - num: 1\n        room:\n          - chuo1\n"
    path = tabled_apart(town, paper)
    said = town.sync("b")
    assert (said.code, "SEKI138" in said.err) == (0, True), said.err
    text = (town.root("b") / path).read_text()
    assert all(f"num: 1\n    case: {case}" in text for case in town.cases[:2])


@pytest.mark.parametrize(("harm", "code"), [("changed", "SEKI162"), ("deleted", "SEKI162"), ("link", "SEKI164")])
def test_what_nobody_else_could_take_is_not_sent(town: Town, harm: str, code: str) -> None:
    root, case = town.root("a"), town.cases[0]
    path = town.add_note("a", case)
    assert [town.sync(name).code for name in ("a", "b")] == [0, 0]
    if harm == "link":
        (root / "link").symlink_to("/etc/hostname")
    elif harm == "deleted":
        (root / path).unlink()
    else:
        (root / path).write_text((root / path).read_text().replace("架空の記録", "別の文"))
    git(root, "add", "-A")
    git(root, "-c", "user.name=x", "-c", "user.email=x@example.jp", "commit", "-qm", "x", "--no-verify")
    before = head(town.hub)
    said = town.sync("a")
    assert said.code == 6
    assert code in said.err
    assert head(town.hub) == before
    if harm != "link":
        git(root, "checkout", "-q", "HEAD~", "--", path)
        git(root, "-c", "user.name=x", "-c", "user.email=x@example.jp", "commit", "-qm", "y", "--no-verify")
        assert [town.sync(name).code for name in ("a", "b")] == [0, 0]
        assert_all_there(town)


@pytest.mark.parametrize("day", ["2025-05-01", "2125-01-01"])
def test_the_day_of_a_call_neither_shows_it_too_early_nor_keeps_others_from_writing(town: Town, house: str, day: str) -> None:
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    edit(town, "b", house, "0575-00-0002", "0575-22-2222")
    assert town.sync("a").code == 0
    assert say("-C", str(town.root("b")), "--as-of", day, "sync").code == 0
    when = git(town.root("b"), "log", "-1", "--format=%as").decode().strip()
    assert DAY <= when < "2125"
