"""Who records: the member of staff that this clone belongs to, or the one named for once."""

from seki_cli.commands.call import Call
from seki_cli.errors import Misuse, NotThere
from seki_cli.files.git import read_config
from seki_cli.model.dialogue import Option
from seki_cli.model.ids import fold_slug, one_slip_away
from seki_cli.model.office import Office, in_span

SETTING = "seki.staff"


def who_i_am(call: Call, office: Office, by: str = "") -> str:
    """Return the staff id of the one who records. Asked once where a terminal is; else Misuse (2)."""
    staff_id = by or read_config(call.root, SETTING)
    if staff_id:
        return known_staff(office, staff_id)
    asker = call.must_ask(
        "記録者が決まっていません",
        "seki registry me <職員ID> で登録するか、--by <職員ID> を付けてください（職員は seki registry staff）",
    )
    rows = {row.id: row for row in office.staff if in_span(row, call.day)}
    if not rows:
        raise Misuse("職員名簿が空です", remedy="seki registry staff add で職員を登録してください")
    options = tuple(Option(value=row.id, label=f"{row.name or row.id}（{row.id}）") for row in rows.values())
    return asker.choose("記録者はどなたですか", options)


def find_me(call: Call) -> str:
    """Return the staff id that this clone belongs to; empty where nobody has said. Never asks."""
    return read_config(call.root, SETTING)


def known_staff(office: Office, typed: str) -> str:
    """Return a staff id that the roll knows. NotThere (3) with the command that adds one."""
    staff_id = fold_slug(typed)
    if office.knows_staff(staff_id):
        return staff_id
    if not office.staff:
        remedy = "職員名簿（profile/staff.yaml）が空か、読めません。seki check で確かめてください"
        raise NotThere("この職員は名簿にありません", remedy=remedy)
    near = one_slip_away(staff_id, tuple({row.id for row in office.staff}))
    remedy = "seki registry staff add で登録してください" + (f"（一字違い: {' '.join(near)}）" if near else "")
    raise NotThere("この職員は名簿にありません", remedy=remedy)


def my_agency(call: Call, office: Office, staff_id: str) -> str:
    """Return the agency where a member of staff is posted on the call's day; empty if nowhere."""
    posting = office.posting(staff_id, call.day)
    return posting.agency if posting else ""
