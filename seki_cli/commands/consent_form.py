"""The form for a consent: what is allowed, to whom, of what, until when; the last act is offered as it stands."""

from collections.abc import Iterable
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.form import agency_options, ask_day, ask_several
from seki_cli.files.fields import schema_fields
from seki_cli.model.contact import ALL, Consent
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.office import Office
from seki_cli.model.wareki import show_day

_EVERYTHING: Final = (Option(value=ALL, label=ALL), Option(value="", label="えらんで決める"))
_CATEGORIES: Final = (
    "基本情報",
    "世帯",
    "健康・医療",
    "障害",
    "介護",
    "子ども・教育",
    "就労",
    "経済",
    "住まい",
    "司法",
    "虐待・DV",
)


def ask_consent(call: Call, asker: Asker, office: Office, last: Consent | None, act: str) -> dict[str, Any]:
    """Ask for an act of consent; where it allows nothing, only how it was said is asked."""
    if last is not None:
        asker.say(f"いまの記録: {last.act}（{show_day(last.date)}）。新しい記録は、その日からの全部を書き直すものになります。")
    fields: dict[str, Any] = {"date": ask_day(call, asker, "同意（撤回）の日")}
    fields["act"] = act or asker.choose("同意の別", _options("act"))
    fields["given_by"] = asker.choose("だれが", _options("given_by"), default=last.given_by if last else "本人")
    fields["how"] = asker.choose("どのように", _options("how"))
    if fields["act"] not in ("同意", "一部同意"):
        return fields
    fields["share_with"] = _ask_agencies(call, asker, office)
    whole = asker.choose("見せてよい内容", _EVERYTHING)
    categories = tuple(Option(value=word, label=word) for word in _CATEGORIES)
    fields["categories"] = whole or ask_several(asker, "見せてよい内容", categories)
    if not asker.confirm("税情報は含まない、でよいですか"):
        fields["tax"] = "true"
    if asker.confirm("期限を決めますか"):
        fields["until"] = ask_day(call, asker, "いつまで")
    if evidence := asker.text("同意書などの置き場所（なければ Enter）"):
        fields["evidence"] = evidence
    return fields


def _ask_agencies(call: Call, asker: Asker, office: Office) -> dict[str, Any]:
    options = agency_options(call, office)
    whole = asker.choose("見せてよい相手", _EVERYTHING)
    share: dict[str, Any] = {"agencies": whole or ask_several(asker, "見せてよい相手", options)}
    if whole and not asker.confirm("除く相手はいない、でよいですか"):
        share["except"] = ask_several(asker, "除く相手", options)
    return share


def _options(key: str) -> tuple[Option, ...]:
    words: Iterable[str] = next(field.choices for field in schema_fields("consent") if field.key == key)
    return tuple(Option(value=word, label=word) for word in words)
