"""What a merge may take of each file, against a three-way table written another way; and pushes beyond all measure."""

from itertools import product

import pytest

from seki_cli.model.pushed import Nature, PushedCommit, Touch
from seki_cli.rules import pushed
from seki_cli.rules.pushed import find_in_commit, find_too_many

BLOBS = ("", "b", "x", "y", "z")
KEPT = ("document", "plan", "settings")


def merged(nature: Nature, base: str, sides: tuple[str, str], new: str) -> PushedCommit:
    touch = Touch(path="resources/S-4H2MPXW.yaml", nature=nature, mode="100644", new=new, olds=sides, bases=(base,))
    return PushedCommit(id="c", parents=("p", "q"), touches=(touch,))


def honest(nature: Nature, base: str, ours: str, theirs: str) -> set[str]:
    """Return what a merge may make of a file: where both changed it, any text but the old one."""
    if nature == "event":
        return {ours or theirs} if not (ours and theirs) or ours == theirs else set()
    if ours == theirs:
        return {ours}
    if base in (ours, theirs):
        took = theirs if base == ours else ours
        return {took} if took or nature not in KEPT else set()
    return ({*BLOBS} - {base}) - ({""} if nature in KEPT or "" not in (ours, theirs) else set())


@pytest.mark.parametrize("nature", ["event", "document", "plan", "settings", "profile", "standing"])
def test_a_merge_takes_what_a_side_changed(nature: Nature) -> None:
    for base, ours, theirs, new in product(BLOBS, BLOBS, BLOBS, BLOBS):
        if new == ours == theirs:
            continue  # git tells of no such file
        taken = not tuple(find_in_commit(merged(nature, base, (ours, theirs), new)))
        whole = nature == "profile" and any(new == side != base for side in (ours, theirs))
        assert taken == (new in honest(nature, base, ours, theirs) or whole), (base, ours, theirs, new)


def test_ancestors_that_differ_leave_documents_to_those_who_merged() -> None:
    touch = Touch(path="x", nature="document", mode="100644", new="b", olds=("b", "x"), bases=("b", "x"))
    assert not tuple(find_in_commit(PushedCommit(id="c", parents=("p", "q"), touches=(touch,))))


def test_too_many_files_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushed, "MOST_TOUCHES", 2)
    touch = Touch(path="x", nature="event", mode="100644", new="x", olds=("",))
    commits = [PushedCommit(id=name, parents=("p",), touches=(touch,)) for name in "abc"]
    assert find_too_many(commits[:2]) is None
    assert "多すぎます" in getattr(find_too_many(commits), "message", "")
