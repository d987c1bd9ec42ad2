"""Drafts: what was typed stays, closed to others, until it is saved."""

import stat

import pytest

from seki_cli.errors import Blocked, Misuse
from seki_cli.files.drafts import list_drafts, read_draft, remove_draft, write_draft
from tests.files.ledgers import Ledger


def test_a_draft_is_kept_and_taken_away(ledger: Ledger) -> None:
    assert read_draft(ledger.root, "case-new") is None
    assert list_drafts(ledger.root) == ()
    path = write_draft(ledger.root, "case-new", "intake:\n  worries: 𠮷\n")
    write_draft(ledger.root, "edit-note-20250611-7KQ2", "a\n")
    assert path == ".git/seki/drafts/case-new.yaml"
    assert stat.S_IMODE((ledger.root / path).stat().st_mode) == 0o600
    assert stat.S_IMODE((ledger.root / path).parent.stat().st_mode) == 0o700
    write_draft(ledger.root, "case-new", "intake:\n  worries: 𠮷二\n")
    assert read_draft(ledger.root, "case-new") == "intake:\n  worries: 𠮷二\n"
    assert set(list_drafts(ledger.root)) == {"case-new", "edit-note-20250611-7KQ2"}
    remove_draft(ledger.root, "case-new")
    remove_draft(ledger.root, "case-new")
    assert list_drafts(ledger.root) == ("edit-note-20250611-7KQ2",)
    assert ledger.status() == ""


@pytest.mark.parametrize("name", ["../../config", "", ".hidden", "a/b", "架空", "a\n", "x" * 101])
def test_a_name_leads_nowhere_else(ledger: Ledger, name: str) -> None:
    for job in (lambda: write_draft(ledger.root, name, "x"), lambda: read_draft(ledger.root, name)):
        with pytest.raises(Misuse):
            job()


def test_a_closed_disk_is_told_and_the_older_draft_stays(ledger: Ledger) -> None:
    write_draft(ledger.root, "case-new", "first\n")
    (ledger.root / ".git" / "seki" / "drafts" / "case-new.yaml.tmp").mkdir()
    with pytest.raises(Blocked):
        write_draft(ledger.root, "case-new", "second\n")
    assert read_draft(ledger.root, "case-new") == "first\n"
