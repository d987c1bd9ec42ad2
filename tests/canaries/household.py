"""The workspace of the canaries: every field that tells of somebody holds a marker; made by commands as far as they go."""

import fcntl
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from canaries.markers import Marks
from seki_cli.files.yaml_editor import build_text
from speaking import Desk, say

DAY: Final = "2025-09-01"
"""The day of the calls."""
EXTRA: Final = {"memo": "＊", "memos": ["＊", "＊"]}
_EVERY: Final = (
    *("case", "household", "intake", "screening", "assessment", "consent", "note", "referral", "referral_step"),
    *("plan", "decision", "monitoring", "placement", "evaluation", "closing", "disclosure"),
    *("meeting", "resource", "gap", "activity"),
)
_EXTRA_FIELDS: Final = "schema: extra/1\nfields:\n" + "".join(
    f"  - name: {name}\n    label: 覚え{n}\n    kinds:\n" + "".join(f"      - {kind}\n" for kind in _EVERY) + "    type: 文字\n"
    for n, name in enumerate(("memo", "memos"))
)
_EVENTS: Final = (
    *((kind, "case") for kind in ("intake", "screening", "consent", "note", "referral", "referral_step", "decision")),
    *(("monitoring", "case"), ("placement", "case"), ("disclosure", "case"), ("evaluation", "third"), ("closing", "other")),
)
_ROLL: Final = (("sato", "chuo1"), ("goto", "takikan"), ("hori", "fukushi"), ("mori", "marugoto"), ("ono", "zeimu"))


@dataclass(slots=True, kw_only=True)
class Fixture:
    """Where the workspace is, what its markers are, and the numbers that calls need."""

    root: Path
    marks: Marks
    ids: dict[str, str]


class Making:
    """Acts on the workspace in the making, a marker in each place that asks for one."""

    def __init__(self, root: Path) -> None:
        self.root, self.marks, self.ids = root, Marks(), dict[str, str]()

    def text(self, kind: str, /, *, inside: str = "", **fields: Any) -> str:
        return build_text(self.marks.put(kind, fields, inside))

    def do(self, day: str, by: str, *words: str, given: str = "") -> dict[str, Any]:
        return Desk(self.root, by=by, day=day).do(*(word.format(**self.ids) for word in words), given=given)

    def hand(self, day: str, path: str, kind: str, fields: Mapping[str, Any]) -> None:
        """Write a record by hand, in the place of one that may be there."""
        file = self.root / path.format(**self.ids)
        file.parent.mkdir(parents=True, exist_ok=True)
        head = {"schema": f"{kind}/1"}
        file.write_text(build_text({**head, **self.marks.put(kind, dict(fields))}), encoding="utf-8")
        self.save(day)

    def add(self, day: str, path: str, kind: str, **fields: Any) -> None:
        """Add lines by hand to a record that is there."""
        file = self.root / path.format(**self.ids)
        file.write_text(file.read_text(encoding="utf-8") + self.text(kind, **fields), encoding="utf-8")
        self.save(day)

    def save(self, day: str) -> None:
        said = Desk(self.root, day=day).try_("save")
        assert said.code == 0, said.out + said.err


def _office(made: Making) -> None:
    root = made.root
    assert say("init", str(root), "--as-of", "2025-04-01").code == 0
    (root / "profile" / "extra.yaml").write_text(_EXTRA_FIELDS, encoding="utf-8")
    made.save("2025-04-01")
    row = {"name": "＊職員 ", "post": "＊", "roles": ["＊"], "pledged_on": "2025-04-01", "since": "2025-04-01"}
    text = "".join(_row(made.text("staff", inside="staff[]", **{"id": one, "agency": agency, **row})) for one, agency in _ROLL)
    said = say("-C", str(root), "--as-of", "2025-04-01", "registry", "staff", "add", "--from", "-", stdin=text)
    assert said.code == 0, said.err


def _row(text: str) -> str:
    first, *rest = text.splitlines()
    return "".join([f"- {first}\n", *(f"  {line}\n" for line in rest)])


def _person(made: Making, num: str, role: str, **more: Any) -> dict[str, Any]:
    named = {"name": "＊秘田 ", "kana": "＊ひだ", "alias": "＊通り名", "relation": "＊", "school_or_work": "＊", "health": "＊"}
    return {"id": num, "role": role, **named, "address": "＊架空町", "phone": "＊0575-00-", **more}


def _opened(made: Making) -> None:
    marks = made.marks
    intake = {
        "method": "電話",
        "caller": {"name": "＊秘田 ", "relation": "＊", "phone": "＊0575-00-"},
        "variant": "同意あり",
        "complaint": {"by_person": "＊", "by_family": "＊", "by_agency": "＊"},
        "wishes": "＊",
        "worries": ["その他"],
        "extra": EXTRA,
    }
    people = [
        _person(made, "P1", "本人", born=marks.day("1971-03-17", "昭和46年3月17日", "S46.3.17", "昭和四十六年三月十七日")),
        _person(made, "P2", "世帯員", born=marks.day("1944-11-09", "昭和19年11月9日", "S19.11.9")),
        _person(
            made,
            "P3",
            "別居家族",
            born_year=int(marks.day("born_year:1938", 'born_year":1938', "1938年", "昭和13年", "S13")[-4:]),
            estimated=True,
            protected={"since": "2025-05-01", "ground": "＊"},
        ),
    ]
    household = {
        "people": people,
        "relations": [{"kind": "親子", "a": "P2", "b": "P1"}],
        "ties": [{"person": "P1", "label": "＊", "strength": "強い"}],
        "never_together": [["P1", "P3"]],
        "extra": EXTRA,
    }
    case = {"team": [{"agency": "chuo1", "staff": "sato", "role": "＊"}], "register_no": "＊", "tags": ["＊"], "extra": EXTRA}
    both = {"intake": marks.put("intake", intake), "household": marks.put("household", household)}
    done = made.do("2025-06-11", "sato", "case", "new", given=build_text({**both, "case": marks.put("case", case)}))
    made.ids |= {"case": done["case"], "intake": done["intake"], "folder": f"cases/{done['case'][:3]}/{done['case']}"}
    for name, day in (("other", "2025-06-12"), ("third", "2025-06-13"), ("fourth", "2025-06-14"), ("fifth", "2025-06-15")):
        intake = {"method": "来所", "complaint": {"by_person": "＊"}}
        person = {"people": [_person(made, "P1", "本人")]}
        text = build_text({"intake": marks.put("intake", intake), "household": marks.put("household", person)})
        made.ids[name] = made.do(day, "sato", "case", "new", given=text)["case"]


def _known(made: Making) -> None:
    screened = made.text("screening", extra=EXTRA)
    made.ids["screening"] = made.do(
        "2025-06-12", "sato", "case", "screen", "{case}", "--result", "継続支援し、プランを策定する", given=screened
    )["screening"]
    parts = [
        {"category": "健康・医療", "text": "＊", "source": "本人"},
        {"category": "経済", "text": "＊", "source": "家族", "about": ["P2"]},
    ]
    person = {"person": "P1", "strengths": "＊", "wishes": "＊"}
    assessed = made.text("assessment", people=[person], parts=parts, risk="＊", summary="＊", direction="＊", extra=EXTRA)
    made.ids["assessment"] = made.do("2025-06-16", "sato", "assess", "{case}", given=assessed)["assessment"]
    for by, day, more in (
        ("sato", "2025-06-20", {"category": "基本情報", "source": "本人", "about": ["P1"]}),
        ("sato", "2025-06-23", {"category": "健康・医療", "source": "匿名"}),
        ("sato", "2025-06-24", {}),
    ):
        note = made.text(
            "note",
            method="訪問",
            fact="＊",
            view="＊",
            action="＊",
            present=["＊"],
            next={"date": "2025-07-05", "staff": "sato", "what": "＊"},
            extra=EXTRA,
            **more,
        )
        made.ids["note"] = made.do(day, by, "note", "add", "{case}", given=note)["note"]


def _allowed(made: Making) -> None:
    consent = {
        "act": "同意",
        "given_by": "成年後見人等",
        "giver": "＊秘田 ",
        "how": "書面",
        "share_with": {"agencies": "すべて"},
        "categories": "すべて",
        "until": "2026-06-30",
        "evidence": "＊",
        "extra": EXTRA,
    }
    for case in ("case", "other", "third"):
        done = made.do(
            "2025-07-01", "sato", "consent", "add", f"{{{case}}}", "--person", "P1", given=made.text("consent", **consent)
        )
        made.ids.setdefault("consent", done["consent"])
    ground = {"ground": {"law": "＊"}}
    for name, more in (("referral", {}), ("waiting", ground), ("taken", {})):
        sent = made.text("referral", request="＊", extra=EXTRA, **more)
        words = (
            "refer",
            "{case}",
            "--to-agency",
            {"referral": "takikan", "waiting": "nishi", "taken": "hibiki"}[name],
            "--ask",
            "一緒に対応",
        )
        done = made.do("2025-07-02", "sato", *words, "--reason", "複数分野にまたがる", given=sent)
        made.ids[name] = done["referral"]
    step = made.text("referral_step", next={"date": "2025-07-20", "what": "＊"}, extra=EXTRA)
    done = made.do("2025-07-03", "goto", "referral", "accept", "{case}/{referral}", given=step)
    made.do("2025-07-03", "goto", "referral", "accept", "{case}/{taken}", given=step)
    made.ids["step"] = next(str(value) for key, value in done.items() if key in ("referral_step", "step", "referral"))


def _resources(made: Making) -> None:
    fits = {"fits": ["＊"], "not_for": ["＊"], "contact": "＊0575-00-", "extra": EXTRA}
    text = made.text("resource", name="＊", kind="居場所・サロン", area="中央第1", capacity=9, since="2025-04-01", **fits)
    made.ids["resource"] = made.do("2025-07-03", "", "resource", "new", given=text)["resource"]
    text = made.text("gap", text="＊", field="障害", area="中央第1", extra=EXTRA)
    made.ids["gap"] = made.do("2025-07-03", "", "gap", "new", given=text)["gap"]
    made.do("2025-07-04", "", "gap", "move", "{gap}", "--status", "検討中", given=made.text("gap", inside="steps[]", text="＊"))
    text = made.text("activity", note="＊", extra=EXTRA)
    words = ("activity", "add", "--programme", "3-i", "--base", "korei", "--month", "2025-06", "--held", "2")
    made.ids["activity"] = made.do("2025-07-04", "", *words, given=text)["activity"]


def plan_fields(made: Making, **more: Any) -> str:
    """Return a plan, every text of it a marker."""
    return made.text(
        "plan",
        **{
            "wish": "＊",
            "persons": ["P1"],
            "issues": [{"num": 1, "text": "＊"}],
            "goals": [{"num": 1, "text": "＊", "due": "2025-12-31", "span": "短期"}],
            "supports": [{"issue": 1, "what": "＊", "agency": "marugoto", "often": "＊週1回"}],
            "cautions": "＊",
            "period": {"since": "2025-07-15", "until": "2026-01-14"},
            "monitoring": {"every_months": 1, "agency": "marugoto", "staff": "mori"},
            "categories": ["基本情報", "健康・医療"],
            "extra": EXTRA,
            **more,
        },
    )


def _plans(made: Making) -> None:
    made.ids["plan"] = made.do("2025-07-09", "goto", "plan", "new", "{case}", "--kind", "多機関協働", given=plan_fields(made))[
        "plan"
    ]
    sanka = {
        "matches": [{"resource": made.ids["resource"], "what": "＊", "often": "＊"}],
        "why_not_existing": "＊",
    }
    made.ids["sanka"] = made.do(
        "2025-07-09", "goto", "plan", "new", "{case}", "--kind", "参加支援", given=plan_fields(made, **sanka)
    )["plan"]
    unmet = {"wish": "未確認", "wish_why": "＊"}
    made.ids["draft"] = made.do(
        "2025-07-09", "goto", "plan", "new", "{fourth}", "--kind", "アウトリーチ等", given=plan_fields(made, **unmet)
    )["plan"]
    made.ids["third_plan"] = made.do(
        "2025-07-09", "goto", "plan", "new", "{third}", "--kind", "多機関協働", given=plan_fields(made)
    )["plan"]
    made.ids["look"] = made.do(
        "2025-07-09", "goto", "plan", "new", "{fourth}", "--kind", "参加支援", given=plan_fields(made, **sanka)
    )["plan"]
    text = made.text("placement", by_resource="＊", extra=EXTRA)
    words = ("place", "{sanka}", "{resource}", "--step", "見学")
    made.ids["placement"] = made.do("2025-07-10", "mori", *words, given=text)["placement"]


def _meeting(made: Making, name: str, called: str, day: str, *items: tuple[str, str, str]) -> None:
    head = made.text("meeting", place="＊", convenor="＊", chair="＊", extra=EXTRA)
    made.ids[name] = made.do(called, "", "meeting", "new", "juso", "--date", day, given=head)["meeting"]
    made.do(called, "", "meeting", "attend", f"{{{name}}}", "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
    for case, plan, timing in items:
        item = made.text("meeting", inside="items[]", why="＊", presenter="＊")
        made.do(called, "", "meeting", "add", f"{{{name}}}", case, "--timing", timing, "--plan", plan, given=item)


def _recorded(made: Making, name: str, day: str, *items: dict[str, Any]) -> Any:
    came = [{"agency": "takikan"}, {"agency": "chuo1"}, {"agency": "marugoto"}]
    rows = [made.marks.put("decision", {"extra": EXTRA, "protocol": "＊", "present": ["＊"], **item}) for item in items]
    return made.do(day, "goto", "meeting", "record", f"{{{name}}}", given=build_text({"came": came, "items": rows}))["decision"]


def _met(made: Making) -> None:
    """The plans begin; one is given up in the middle, one comes to its end, and what a meeting promised is moved."""
    _meeting(
        made,
        "first",
        "2025-07-10",
        "2025-07-15",
        ("{case}", "{plan}", "策定"),
        ("{case}", "{sanka}", "策定"),
        ("{third}", "{third_plan}", "策定"),
    )
    made.add("2025-07-15", "meetings/R07/{first}/meeting.yaml", "meeting", papers=[{"num": 1, "to": "＊"}])
    todo = {"agency": "chuo1", "what": "＊", "due": "2025-08-20"}
    point = {"point": "＊", "said": "＊", "source": "本人", "category": "基本情報"}
    yes = {"result": "適切", "points": [point], "todos": [todo, todo]}
    made.ids["decision"], _, made.ids["third_decision"] = _recorded(
        made,
        "first",
        "2025-07-15",
        {"num": 1, **yes},
        {"num": 2, "result": "適切"},
        {"num": 3, "result": "適切", "todos": [todo]},
    )
    goals = {"goals": [{"num": 1, "progress": "一部達成", "note": "＊"}], "person_view": "＊", "extra": EXTRA}
    text = made.text("monitoring", **goals, reason_if_moved="＊", next_date="2025-10-20", source="本人")
    made.ids["monitoring"] = made.do("2025-08-10", "mori", "monitor", "{plan}", "--result", "継続", given=text)["monitoring"]
    text = made.text(
        "evaluation",
        **goals,
        remaining="＊",
        occasion="終結検討",
        judgement="終結",
        proposes={"followup_needed": True, "followup": [{"date": "2025-12-01", "how": "＊"}]},
    )
    made.ids["evaluation"] = made.do("2025-08-12", "mori", "evaluate", "{third_plan}", given=text)["evaluation"]
    _meeting(made, "second", "2025-08-12", "2025-08-20", ("{third}", "{third_plan}", "終結"), ("{case}", "{sanka}", "中断"))
    ended = {
        "num": 1,
        "result": "適切",
        "next_lead": "なし",
        "next_lead_why": "＊",
        "followup_needed": True,
        "followup": [{"date": "2025-12-01", "how": "＊"}],
    }
    ended |= {"moved": [{"of": f"{made.ids['third_decision']}#1", "act": "完了", "why": "＊"}]}
    stopped = {
        "num": 2,
        "result": "適切",
        "attempts": [{"date": "2025-08-01", "how": "＊", "by": "＊"}],
        "look_again": "2025-12-01",
        "resume_when": "＊",
    }
    _recorded(made, "second", "2025-08-20", ended, stopped)
    made.do("2025-08-21", "goto", "plan", "revise", "{plan}", given=made.text("plan", change_reason="＊", cautions="＊"))
    _meeting(made, "next", "2025-08-21", "2025-09-10", ("{case}", "{plan}", "変更"))
    rows = made.root / f"meetings/R07/{made.ids['next']}/meeting.yaml"
    rows.write_text(
        rows.read_text(encoding="utf-8").replace(
            "    staff: goto\n", f"    staff: goto\n    role: {made.marks.new('meeting', 'attendees[].role')}\n", 1
        ),
        encoding="utf-8",
    )
    made.save("2025-08-21")


def _ended(made: Making) -> None:
    note = made.text("note", method="訪問", fact="＊")
    made.ids["plain"] = made.do("2025-08-20", "sato", "note", "add", "{fifth}", given=note)["note"]
    leftover = made.text("note", method="電話", fact="＊", next={"date": "2025-09-20", "what": "＊"})
    note = made.do("2025-08-21", "sato", "note", "add", "{other}", given=leftover)["note"]
    closing = {
        "next_lead": "なし",
        "next_lead_why": "＊",
        "followup_needed": True,
        "followup": [{"date": "2025-12-01", "how": "＊"}],
        "extra": EXTRA,
    }
    why = made.marks.new("closing", "moved[].why")
    text = made.text("closing", **closing, dispose=[{"of": note, "act": "取消", "why": why}])
    made.ids["closing"] = made.do("2025-08-22", "sato", "case", "close", "{other}", "--reason", "その他", given=text)["closing"]


def _corrected(made: Making) -> None:
    """Every kind of event has a correction, whose reason is a marker; the 提供台帳 is written by hand first."""
    made.ids["disclosure"] = "20250822-7KQ2"
    said = {"id": made.ids["disclosure"], "case": made.ids["case"], "date": "2025-08-22", "staff": "goto", "to": ["nishi"]}
    said |= {"records": [made.ids["intake"]], "ground": {"law": "＊"}, "extra": EXTRA}
    foot = {"recorded": "2025-08-22T10:00:00+09:00", "recorded_by": "goto"}
    made.hand("2025-08-22", f"{{folder}}/disclosures/{made.ids['disclosure']}.yaml", "disclosure", {**said, **foot})
    for kind, case in _EVENTS:
        record = made.ids["step" if kind == "referral_step" else kind]
        text = made.text(kind, extra=EXTRA, corrects={"why": "＊"})
        made.do("2025-08-23", "goto", "case", "edit", f"{{{case}}}", record, given=text)


def make(root: Path) -> Making:
    made = Making(root)
    for step in (_office, _opened, _known, _allowed, _resources, _plans, _met, _ended, _corrected):
        step(made)
    return made


def keep(folder: Path) -> Fixture:
    """Return the fixture in this folder; whoever comes first makes it, the others of the same run find it made."""
    folder.mkdir(parents=True, exist_ok=True)
    root, notes = folder / "daicho", folder / "marks.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not notes.exists():
            made = make(root)
            subprocess.run(["git", "-C", root, "repack", "-adq"], check=True)  # a copy of few files is made quickly
            for path in (root / ".git" / "hooks").iterdir():
                path.unlink()
            told = {"ids": made.ids, "nums": sorted(made.marks.by_num.items()), "days": sorted(made.marks.days.items())}
            notes.write_text(json.dumps(told), encoding="utf-8")
    told = json.loads(notes.read_text(encoding="utf-8"))
    marks = Marks(
        by_num={num: tuple(where) for num, where in told["nums"]}, days={day: tuple(where) for day, where in told["days"]}
    )
    return Fixture(root=root, marks=marks, ids=told["ids"])
