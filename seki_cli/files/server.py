"""Making the server: a bare repository that only takes what its hook has judged, and that never throws anything away."""

import os
import shlex
import sys
from pathlib import Path
from typing import Final

from seki_cli.files.clone_settings import SETTINGS
from seki_cli.files.git import check_git_version, run_git
from seki_cli.files.whole_folder import filled_whole

ACCEPTED: Final = "seki: accepted"
"""What `seki receive` says where a push may be taken; the hook waits for these words, so that nothing else named seki says yes."""

SERVER_SETTINGS: Final = {
    "core.fsync": SETTINGS["core.fsync"],
    "core.fsyncMethod": SETTINGS["core.fsyncMethod"],
    # whoever pushes with an open umask leaves nothing open
    "core.sharedRepository": "0600",
    # what was pushed can be found again, whatever became of main
    "core.logAllRefUpdates": "always",
    "gc.pruneExpire": "never",
    "gc.reflogExpire": "never",
    "gc.reflogExpireUnreachable": "never",
    "gc.auto": "0",
    "receive.autogc": "false",
    "receive.denyDeletes": "true",
    "receive.denyNonFastForwards": "true",
    "receive.fsckObjects": "true",
    "receive.maxInputSize": "512m",
    "transfer.fsckObjects": "true",
    # somebody's own global core.hooksPath must not lead past the hook
    "core.hooksPath": "hooks",
}
"""Git's settings of the server's repository."""

_HOOK: Final = """#!/bin/sh
# seki init --server が作りました。送られた記録を確かめ、決まりに合うものだけを受け取ります。seki がなければ、何も受け取りません。
export PYTHONUTF8=1
if command -v seki >/dev/null 2>&1; then
  said=$(seki receive) || exit 1
elif {python} -P -c 'import seki_cli.main' >/dev/null 2>&1; then
  said=$({python} -P -c 'from seki_cli.main import run; run()' receive) || exit 1
else
  echo '受け取れませんでした。サーバーに seki がないため、記録を確かめられません。' >&2
  echo '  次に: サーバーを管理する人に、seki を入れてもらってください。記録は手元の台帳に残っています。' >&2
  exit 1
fi
if [ "$said" != '{accepted}' ]; then
  echo '受け取れませんでした。サーバーの seki が古いか、別のプログラムです。' >&2
  echo '  次に: サーバーを管理する人に、seki を新しくしてもらってください。記録は手元の台帳に残っています。' >&2
  exit 1
fi
"""


def create_server(root: Path) -> Path:
    """Make the server's repository at `root`, whole or not at all, and return its absolute place.

    Raises Misuse (2) where the folder is in use or lies in a workspace, Blocked (6) for git and disk.
    """
    check_git_version()
    root = root.resolve()
    with filled_whole(root) as scratch:
        _fill(scratch)
    return root


def _fill(scratch: Path) -> None:
    run_git(scratch, "init", "-q", "--bare", "-b", "main", "--template=", ".")
    for name, value in SERVER_SETTINGS.items():
        run_git(scratch, "config", "--local", name, value)
    hook = scratch / "hooks" / "pre-receive"
    hook.parent.mkdir(mode=0o700, exist_ok=True)
    text = _HOOK.format(python=shlex.quote(sys.executable), accepted=ACCEPTED)
    fd = os.open(hook, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o700)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
