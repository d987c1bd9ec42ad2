"""The form for a first call: four required answers, two that may be left open, a draft after each."""

from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.form import agency_options, ask_day, ask_field
from seki_cli.errors import Misuse, NotThere
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.fields import required_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Option
from seki_cli.model.office import Office

_VOICES = (
    Option(value="by_person", label="本人の言葉"),
    Option(value="by_family", label="家族の言葉"),
    Option(value="by_agency", label="機関・周囲の見立て"),
)


def ask_intake(call: Call, office: Office, draft: str, options: dict[str, Any], mine: str, *, resume: bool) -> Entry:
    """Ask what opens a consultation: 受付日, 受付機関, 方法, 相談内容; name and kana may be passed over with Enter.

    Every answer is kept as a draft at once, so that a lost terminal loses nothing (`--resume`).
    """
    asker = call.must_ask(
        "受付の内容がありません",
        "--from ファイル（- は標準入力）で渡すか、端末で実行してください（必要なのは受付日・機関・方法・相談内容の 4 つ）",
    )
    whole = _start(call, draft, options, resume=resume)
    intake, person = whole["intake"], whole["household"]["people"][0]

    def keep() -> None:
        write_draft(call.root, draft, build_text(whole))

    fields = {field.key: field for field in required_fields("intake")}
    if not intake.get("received_on"):
        intake["received_on"] = ask_day(call, asker, "受付日")
        keep()
    if not intake.get("agency"):
        intake["agency"] = asker.choose("受付機関", agency_options(call, office), about="相談を受けた窓口です。", default=mine)
        keep()
    if not intake.get("method"):
        intake["method"] = ask_field(call, asker, office, fields["method"])
        keep()
    if not intake.get("complaint"):
        voice = asker.choose(
            "相談内容は、だれの言葉ですか", _VOICES, about="本人・家族・機関の言葉は分けて残します。", default="by_person"
        )
        while not (said := asker.text("相談内容", long=True, about="聞いたとおりに書きます。空行で終わります。")):
            asker.say("この項目は必要です。")
        intake["complaint"] = {voice: said}
        keep()
    for key, title in (("name", "本人の氏名"), ("kana", "ふりがな")):
        if not person.get(key) and (typed := asker.text(f"{title}（分からなければ Enter）")):
            person[key] = typed
            keep()
    return Entry(fields=whole)


def _start(call: Call, draft: str, options: dict[str, Any], *, resume: bool) -> dict[str, Any]:
    kept = read_draft(call.root, draft)
    if resume and kept is None:
        raise NotThere("続きから始める下書きがありません", remedy="--resume を付けずに始めてください")
    if kept is not None and not resume:
        asker = call.must_ask("書きかけの下書きがあります", "--resume で続けてください")
        if asker.confirm("書きかけの下書きがあります。続きから始めますか"):
            return read_tree(kept.encode())
    if resume and kept is not None:
        try:
            return read_tree(kept.encode())
        except Exception as error:
            raise Misuse("下書きを読めません", remedy=".git/seki/drafts にある下書きを確かめてください") from error
    return {"intake": {k: v for k, v in options.items() if v}, "household": {"people": [{"id": "P1", "role": "本人"}]}}
