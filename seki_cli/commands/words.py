"""Understanding a word that an option takes from a short list."""

from collections.abc import Sequence

from seki_cli.errors import Misuse


def pick_word(option: str, typed: str, known: Sequence[str]) -> str:
    """Return one of the known words, or nothing where nothing was asked for. Misuse (2) that names them.

    A slip here would answer with an empty list, and in a nightly job silence means that nothing is due.
    """
    if typed and typed not in known:
        raise Misuse(f"{option} に使えない言葉です", remedy="使える言葉: " + "・".join(known))
    return typed
