"""What is written once stays as it was: the corrected text of a plan that runs without a meeting of its own."""

from pathlib import Path

from speaking import Desk, say

SAMPLE_DAY = "2025-09-01"


def test_a_corrected_text_that_runs_is_not_rewritten_by_hand(tmp_path: Path) -> None:
    root = tmp_path / "mihon"
    assert say("init", str(root), "--sample").code == 0
    (running,) = [p for p in root.glob("cases/*/R07-HPS06VC/plans/*/v*.yaml") if "\nafter: " in p.read_text(encoding="utf-8")]
    text = running.read_text(encoding="utf-8")
    running.write_text(text.replace("cautions: ", "cautions: 夜は電話しない。", 1), encoding="utf-8")
    said = Desk(root, day=SAMPLE_DAY).try_("save")
    assert said.code == 4, said.err
    assert running.relative_to(root).as_posix() in said.err
    assert "plan revise" in said.err
