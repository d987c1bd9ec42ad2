"""What the tests of the index begin with: the sample workspace, made once for each file of tests."""

from pathlib import Path

import pytest

from speaking import say


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mould") / "daicho"
    assert say("init", str(root), "--sample").code == 0
    return root
