"""Pushes that the server must not take, each with the words by which it has to say so; a naive server takes them all."""

import unicodedata
from collections.abc import Callable
from typing import Final

from server.hands import MARK, Hand, Odd

CASE: Final = "cases/R06/R06-MYM02Z4"
NOTE: Final = f"{CASE}/notes/20241010-25EM.yaml"
OTHER: Final = "cases/R06/R06-055QXPN"
RESOURCE: Final = "resources/S-2C6Y9BW.yaml"
SECOND: Final = "resources/S-5EVSY8B.yaml"
DECIDED: Final = f"{CASE}/plans/P-3HSMAER/v2.yaml"
CORRECTED: Final = "cases/R07/R07-HPS06VC/plans/P-9HH6G3V/v2.yaml"
"""A case of the sample, an event, documents, a version that a meeting decided on, one that runs as a meeting corrected it."""

A: Final = "20250901-AAAA"
B: Final = "20250901-BBBB"

Push = tuple[str, ...]
"""What is pushed (`<commit>:main`) and the options of git push."""


def note(rid: str, *, case: str = "R06-MYM02Z4", more: str = "") -> str:
    """Return a note that is as it should be, but for what the test changes."""
    return (
        f"schema: note/1\nid: {rid}\ncase: {case}\ndate: 2025-09-01\nstaff: kojima\nmethod: 訪問\nfact: {MARK}\n{more}"
        "recorded: 2025-09-01T10:00:00+09:00\nrecorded_by: kojima\n"
    )


def in_case(rid: str, folder: str = "notes") -> str:
    return f"{CASE}/{folder}/{rid}.yaml"


def to_main(commit: str) -> Push:
    return (f"{commit}:refs/heads/main",)


def put(path: str, text: str | bytes | Odd | None) -> Callable[[Hand], Push]:
    """Return the push of one commit that puts one file."""
    return lambda hand: to_main(hand.commit({path: text}))


def edited(hand: Hand, path: str, old: str, new: str, *, at: str = "main") -> dict[str, str]:
    text = hand.text(path, at)
    assert old in text
    return {path: text.replace(old, new, 1)}


def _in_turn(hand: Hand, *steps: dict[str, str | bytes | Odd | None]) -> Push:
    tip = "main"
    for step in steps:
        tip = hand.commit(step, on=(tip,))
    return to_main(tip)


def _renamed(hand: Hand) -> Push:
    return to_main(hand.commit({NOTE: None, in_case(A): hand.text(NOTE).replace("20241010-25EM", A)}))


def _moved(hand: Hand) -> Push:
    return to_main(hand.commit({NOTE: None, NOTE.replace(CASE, OTHER): hand.text(NOTE)}))


def _forced(hand: Hand) -> Push:
    return (*to_main(hand.commit({in_case(A): note(A)}, on=("main~1",))), "--force")


def _orphan(hand: Hand) -> str:
    return hand.git("commit-tree", "main^{tree}", "-m", "seki: init").decode().strip()


def _unrelated(hand: Hand) -> Push:
    return (*to_main(_orphan(hand)), "--force")


def _unrelated_merged(hand: Hand) -> Push:
    return to_main(hand.merge(_orphan(hand), {}))


def _tag(hand: Hand) -> Push:
    hand.git("tag", "--force", "v1", "main")
    return ("refs/tags/v1",)


def _both(hand: Hand) -> Push:
    return (*to_main(hand.commit({in_case(A): note(A)})), "main:refs/heads/work")


def _drops_event(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.merge(theirs, {}, onto=ours))


def _slips_event_in(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.merge(theirs, {in_case(B): note(B), in_case("20250901-CCCC"): note("20250901-CCCC")}, onto=ours))


def _rewrites_event(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.merge(theirs, {in_case(B): note(B), **edited(hand, NOTE, "fact: ", f"fact: {MARK}")}, onto=ours))


def _two_texts(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(A): note(A, more="view: ほか\n")})
    return to_main(hand.merge(theirs, {}, onto=ours))


def _reverts_document(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit(edited(hand, RESOURCE, "capacity: 20", "capacity: 21"))
    return to_main(hand.merge(theirs, {}, onto=ours))


def _drops_new_document(hand: Hand) -> Push:
    new = {"resources/S-ZZZZZZZ.yaml": hand.text(RESOURCE).replace("S-2C6Y9BW", "S-ZZZZZZZ")}
    return to_main(hand.merge(hand.commit(new), {}, onto=hand.commit({in_case(A): note(A)})))


def _deletes_document(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.merge(theirs, {in_case(B): note(B), RESOURCE: None}, onto=ours))


def _slips_into_untouched(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    slip = edited(hand, RESOURCE, "capacity: 20", "capacity: 99")
    return to_main(hand.merge(theirs, {in_case(B): note(B), **slip}, onto=ours))


def two_sides(hand: Hand) -> tuple[str, str]:
    """Return two commits that change different fields of one document."""
    ours = hand.commit(edited(hand, RESOURCE, "capacity: 20", "capacity: 21"))
    return ours, hand.commit(edited(hand, RESOURCE, "kind: オンラインの場", "kind: 居場所"))


def _slips_into_both(hand: Hand) -> Push:
    ours, theirs = two_sides(hand)
    text = edited(hand, RESOURCE, "kind: オンラインの場", "kind: 居場所", at=ours)[RESOURCE]
    return to_main(hand.merge(theirs, {RESOURCE: text.replace("夜のラジオ部屋", MARK)}, onto=ours))


def _loses_row_of_both(hand: Hand) -> Push:
    ours, theirs = two_sides(hand)
    text = edited(hand, RESOURCE, "kind: オンラインの場", "kind: 居場所", at=ours)[RESOURCE]
    return to_main(hand.merge(theirs, {RESOURCE: text.replace("  - 夜に話したい人\n", "")}, onto=ours))


def _takes_base_of_both(hand: Hand) -> Push:
    ours, theirs = two_sides(hand)
    return to_main(hand.merge(theirs, {RESOURCE: hand.text(RESOURCE)}, onto=ours))


def _says_base_of_both(hand: Hand) -> Push:
    ours, theirs = two_sides(hand)
    return to_main(hand.merge(theirs, {RESOURCE: hand.text(RESOURCE) + "# x\n"}, onto=ours))


def _octopus(hand: Hand) -> Push:
    sides = [hand.commit({in_case(rid): note(rid)}) for rid in (A, B)]
    return to_main(hand.commit({in_case(B): note(B)}, on=("main", *sides)))


def _named_merge(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.commit({in_case(B): note(B)}, on=(ours, theirs), says=f"{MARK}\n"))


def _takes_from_third(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    third = {"resources/S-ZZZZZZZ.yaml": hand.text(RESOURCE).replace("S-2C6Y9BW", "S-ZZZZZZZ")}
    return to_main(hand.merge(theirs, {in_case(B): note(B), **third}, onto=ours))


def _slips_attributes_in(hand: Hand) -> Push:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return to_main(hand.merge(theirs, {in_case(B): note(B), ".gitattributes": "* -text\n"}, onto=ours))


_GONE: Final = "保存した記録が消されています"
_GONE_FILE: Final = "保存したファイルが消されています"
_REWRITTEN: Final = "保存した記録が書き換えられています"
_PLACE: Final = "台帳の決まりにない場所か名前のファイルは受け取れません"
_NAME: Final = "名前に使えない文字のあるファイルは受け取れません"
_TORN: Final = "<<<<<<< HEAD\n=======\n>>>>>>> other\n"

FORBIDDEN: Final[dict[str, tuple[Callable[[Hand], Push], str]]] = {
    "an event changed": (lambda h: to_main(h.commit(edited(h, NOTE, "fact: ", f"fact: {MARK}"))), _REWRITTEN),
    "an event that only lost its last line": (lambda h: to_main(h.commit({NOTE: h.text(NOTE) + "# x\n"})), _REWRITTEN),
    "an event deleted": (put(NOTE, None), _GONE),
    "an event renamed": (_renamed, _GONE),
    "an event moved to another family": (_moved, _GONE),
    "an event deleted and put back later": (lambda h: _in_turn(h, {NOTE: None}, {NOTE: h.text(NOTE)}), _GONE),
    "an event changed and changed back": (lambda h: _in_turn(h, {NOTE: note("20241010-25EM")}, {NOTE: h.text(NOTE)}), _REWRITTEN),
    "a foreign file in a middle commit": (lambda h: _in_turn(h, {f"{CASE}/memo.txt": MARK}, {f"{CASE}/memo.txt": None}), _PLACE),
    "a broken record mended in the next commit": (
        lambda h: _in_turn(h, {RESOURCE: "name: [\n"}, {RESOURCE: h.text(RESOURCE)}),
        "SEKI0",
    ),
    "a document deleted": (put(RESOURCE, None), _GONE_FILE),
    "a household deleted": (put(f"{CASE}/household.yaml", None), _GONE_FILE),
    "a version of a plan deleted": (put(DECIDED, None), _GONE_FILE),
    "the settings deleted": (put("seki.yaml", None), _GONE_FILE),
    "force": (_forced, "共有先にある記録の続きではありません"),
    "an unrelated history by force": (_unrelated, "共有先にある記録の続きではありません"),
    "an unrelated history merged in": (_unrelated_merged, "別の台帳の履歴がまざっています"),
    "main deleted": (lambda _: (":main",), "共有先の main は消せません"),
    "a tag": (_tag, "共有先の枝は main だけです"),
    "another branch": (lambda _: ("main:refs/heads/work",), "共有先の枝は main だけです"),
    "another branch beside a good push": (_both, "共有先の枝は main だけです"),
    "a link in place of a record": (put(in_case(A), Odd(mode="120000", data=b"../case.yaml")), "リンクは受け取れません"),
    "a document that became a link": (put(RESOURCE, Odd(mode="120000", data=b"../seki.yaml")), "リンクは受け取れません"),
    "an executable record": (put(in_case(A), Odd(mode="100755", data=note(A).encode())), "実行できる印"),
    "a document made executable": (
        lambda h: to_main(h.commit({RESOURCE: Odd(mode="100755", data=h.text(RESOURCE).encode())})),
        "実行できる印",
    ),
    "a submodule": (
        lambda h: to_main(h.commit({f"{CASE}/other": Odd(mode="160000", data=h.id().encode())})),
        "ほかのリポジトリー（submodule）は受け取れません",
    ),
    "a scan in a case folder": (put(f"{CASE}/scan.pdf", b"%PDF-1.7"), _PLACE),
    "a file at the top": (put("list.csv", MARK), _PLACE),
    "tasks that an editor runs by itself": (put(".vscode/tasks.json", "{}"), _PLACE),
    "a settings file of git": (put(".gitmodules", "# x\n"), _PLACE),
    "a name in Japanese": (put(f"{CASE}/notes/{MARK}.yaml", note(A)), _NAME),
    "a name in parted letters": (put(f"schema/{unicodedata.normalize('NFD', 'がくせい')}.json", "{}"), _NAME),
    "a name with a line break": (put(f"{CASE}/notes/a\nb.yaml", note(A)), _NAME),
    "a name that differs in case only": (put(NOTE.replace("25EM", "25em"), note("20241010-25EM")), _PLACE),
    "a folder of another year": (
        lambda h: to_main(h.commit({"cases/R07/R06-MYM02Z4/case.yaml": h.text(f"{CASE}/case.yaml")})),
        "同じケースが二か所にできてしまいます",
    ),
    "the head of a case in another case": (
        lambda h: to_main(h.commit({"cases/R07/R07-AAAAAAA/case.yaml": h.text(f"{CASE}/case.yaml")})),
        "SEKI040",
    ),
    "a note of another family": (put(in_case(A), note(A, case="R06-055QXPN")), "SEKI041"),
    "an id that is not the file's": (put(in_case(A), note(B)), "SEKI040"),
    "a kind that does not belong there": (put(in_case(A, "consents"), note(A)), "SEKI042"),
    "a record of a case without a head": (
        put(f"cases/R07/R07-AAAAAAA/notes/{A}.yaml", note(A, case="R07-AAAAAAA")),
        "ケースに必要なファイルがありません",
    ),
    "a record in CP932": (put(in_case(A), note(A).encode("cp932")), "SEKI00"),
    "a record that is no YAML": (put(in_case(A), f"fact: '{MARK}\n"), "SEKI0"),
    "an empty record": (put(in_case(A), b""), "SEKI002"),
    "a record that lacks a field": (put(in_case(A), note(A).replace("method: 訪問\n", "")), "SEKI020"),
    "a record with a field of its own": (put(in_case(A), note(A, more=f"x: {MARK}\n")), "SEKI021"),
    "a record of a newer seki": (put(in_case(A), note(A).replace("note/1", "note/2")), "サーバーの seki を新しくして"),
    "a record beyond all measure": (put(in_case(A), note(A, more=f"# {MARK * 20_000}\n")), "ファイルが大きすぎます"),
    "marks of a merge in a record": (put(in_case(A), _TORN + note(A)), "マージの途中の印"),
    "marks of a merge in a file for editors": (put(".editorconfig", _TORN), "マージの途中の印"),
    "attributes that change records": (put(".gitattributes", "*.yaml -merge text eol=lf\n*.yaml filter=x\n"), "中身を変える設定"),
    "a workspace of a newer format": (
        lambda h: to_main(h.commit(edited(h, "seki.yaml", "format: 1", "format: 2"))),
        "より新しい台帳",
    ),
    "a workspace that asks for a newer seki": (
        lambda h: to_main(h.commit(edited(h, "seki.yaml", "requires: 0.1.0", "requires: 99.0.0"))),
        "より新しい台帳",
    ),
    "a decided plan changed": (lambda h: to_main(h.commit(edited(h, DECIDED, "wish: ", f"wish: {MARK}"))), "SEKI065"),
    "a corrected text changed": (lambda h: to_main(h.commit(edited(h, CORRECTED, "wish: ", f"wish: {MARK}"))), "SEKI065"),
    "a merge that drops an event": (_drops_event, "マージで、保存した記録が消されています"),
    "a merge that slips an event in": (_slips_event_in, "マージで、どちらの側にもない記録が加えられています"),
    "a merge that rewrites an event": (_rewrites_event, "マージで、保存した記録が書き換えられています"),
    "a merge that takes one of two texts of an event": (_two_texts, "マージで、保存した記録が書き換えられています"),
    "a merge that drops what one side changed": (_reverts_document, "マージで、変更が捨てられています"),
    "a merge that drops a new document": (_drops_new_document, "マージで、ファイルが消されています"),
    "a merge that deletes a document": (_deletes_document, "マージで、ファイルが消されています"),
    "a merge that changes what nobody changed": (_slips_into_untouched, "マージで、どちらの側にもない変更が加えられています"),
    "a merge that slips words into a document": (_slips_into_both, "マージで、どちらの側にもない内容になっています"),
    "a merge that loses a row that both have": (_loses_row_of_both, "マージで、どちらの側にもない内容になっています"),
    "a merge that undoes both sides": (_takes_base_of_both, "マージで、変更が捨てられています"),
    "a merge that undoes both sides under a comment": (_says_base_of_both, "マージで、どちらの側にもない内容になっています"),
    "a name in a message": (lambda h: to_main(h.commit({in_case(A): note(A)}, says=f"{MARK}さんの件")), "commit の題に"),
    "a control character in a message": (
        lambda h: to_main(h.commit({in_case(A): note(A)}, says="seki: \x1b[2Jx")),
        "commit の題に",
    ),
    "a name in the message of a merge": (
        _named_merge,
        "commit の題に",
    ),
    "a case taken away whole": (lambda h: to_main(h.commit(dict.fromkeys(h.files(CASE)))), _GONE_FILE),
    "a folder that became a file": (
        lambda h: to_main(h.commit({**dict.fromkeys(h.files("resources")), "resources": "x"})),
        _PLACE,
    ),
    "an event given to another family as well": (
        lambda h: to_main(h.commit({NOTE.replace(CASE, OTHER): h.text(NOTE)})),
        "SEKI041",
    ),
    "an event put into another folder": (
        lambda h: to_main(h.commit({in_case("20241010-25EM", "consents"): h.text(NOTE)})),
        "SEKI042",
    ),
    "a case that takes another's number": (
        lambda h: to_main(h.commit(edited(h, f"{CASE}/case.yaml", "id: R06-MYM02Z4", "id: R06-055QXPN"))),
        "SEKI040",
    ),
    "settings of another kind": (
        lambda h: to_main(h.commit(edited(h, "seki.yaml", "requires: 0.1.0", "requires: [x]"))),
        "SEKI022",
    ),
    "a merge with a document of a third history": (_takes_from_third, "マージで、どちらの側にもない変更が加えられています"),
    "a merge that slips attributes in": (_slips_attributes_in, "マージで、どちらの側にもない変更が加えられています"),
    "a merge of three": (_octopus, "三つ以上の履歴をまとめたマージは受け取れません"),
}
