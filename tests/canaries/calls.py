"""What is said to every command: arguments that work, options, and what comes by --from. A new command has to be added here."""

from dataclasses import dataclass, field
from typing import Final

SAID: Final = "秘語ぬ900号"
"""What somebody types or hands in while the test runs; it is a marker like those of the records."""
_EXTRA: Final = f"extra:\n  memo: {SAID}\n"
_NOTE: Final = f"method: 訪問\nfact: {SAID}\nview: {SAID}\nnext:\n  date: 2025-09-20\n  what: {SAID}\n{_EXTRA}"
_ASSESS: Final = f"summary: {SAID}\ndirection: {SAID}\nparts:\n  - category: 経済\n    text: {SAID}\n    source: 本人\n    about:\n      - P1\n"
_PLAN: Final = f"""\
wish: {SAID}
persons:
  - P1
issues:
  - num: 1
    text: {SAID}
goals:
  - num: 1
    text: {SAID}
    due: 2025-12-31
    span: 短期
supports:
  - issue: 1
    what: {SAID}
    agency: marugoto
    staff: mori
cautions: {SAID}
period:
  since: 2025-09-15
  until: 2026-01-14
monitoring:
  every_months: 1
  agency: marugoto
"""
_CASE: Final = f"""\
intake:
  method: 電話
  agency: chuo1
  complaint:
    by_family: {SAID}
household:
  people:
    - id: P1
      role: 本人
      name: {SAID}
      kana: {SAID}
      born: 1971-03-17
      phone: {SAID}
"""
_CONSENT: Final = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2026-06-30\n"
_CLOSE: Final = f"next_lead: なし\nnext_lead_why: {SAID}\nfollowup_needed: false\n"
_REVIEW: Final = f"method: 訪問\nperson_view: {SAID}\ngoals:\n  - num: 1\n    progress: 達成\n    note: {SAID}\n"
_EVALUATE: Final = f"occasion: 定期モニタリング\njudgement: 継続\nremaining: {SAID}\nperson_view: {SAID}\n"
_MINUTES: Final = f"""\
came:
  - agency: takikan
    staff: goto
  - agency: chuo1
items:
  - num: 1
    result: 適切
    protocol: {SAID}
    points:
      - point: {SAID}
        said: {SAID}
        source: 本人
    todos:
      - agency: chuo1
        what: {SAID}
"""
_WITHDRAWN: Final = f"given_by: 本人\nhow: 口頭\n{_EXTRA}"
_REASON: Final = f"reason: その他・本人側\n{_EXTRA}"
_BY_HAND: Final = f"""\
schema: note/1
id: 20250901-4H2M
case: {{case}}
date: 2025-09-01
staff: sato
method: 電話
fact: {SAID}
recorded: 2025-09-01T10:00:00+09:00
recorded_by: sato
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One way to say a command: the words behind it, what is handed in, the day, and the exit codes that may come of it.

    `only` leaves out the terminals, faults and full disks that the first way of each command goes through; `anew` plays in a room
    where nothing was done before.
    """

    words: str = ""
    given: str = ""
    code: int = 0
    day: str = "2025-09-01"
    only: bool = False
    anew: bool = False
    hand: tuple[tuple[str, str], ...] = field(default=())


def _ask(words: str, code: int = 0) -> Say:
    return Say(words=words, code=code, only=True)


CALLS: Final[dict[str, tuple[Say, ...]]] = {
    "assess": (Say(words="{case} --by sato", given=_ASSESS),),
    "refer": (
        Say(words="{case} --to-agency hibiki --ask 協力 --reason その他 --by sato", given=f"request: {SAID}\n"),
        Say(words="{fourth} --to-agency nishi --ask 一緒に対応 --reason その他 --by sato", given=f"request: {SAID}\n", only=True),
    ),
    "monitor": (Say(words="{plan} --result 継続 --by mori", given=_REVIEW),),
    "place": (
        Say(words="{look} {resource} --step 見学 --by mori", given=f"by_resource: {SAID}\n"),
        Say(words="{sanka} {resource} --step 体験 --by mori", given=f"by_resource: {SAID}\n", code=4, only=True),
    ),
    "evaluate": (Say(words="{plan} --by mori", given=_EVALUATE),),
    "agenda": (
        Say(words="{next}"),
        _ask("{next} --for takikan"),
        _ask("{next} --cover"),
        _ask("{next} --format md"),
        _ask("{next} --format html"),
        _ask("{next} --for takikan -o paper.html --format html --by goto"),
        _ask("{next} -o paper.md --by goto"),
        _ask("{next} -o paper.md --by goto", 2),
    ),
    "due": (Say(words="--within 365 --quiet"), _ask("--names", 2), _ask("--agency chuo1 --exit-code", 1)),
    "check": (Say(words="--strict"), _ask("--explain SEKI050"), _ask("cases"), _ask("cases meetings --json")),
    "history": (Say(words="{case}"), _ask("{case} --since 2025-07-01")),
    "save": (
        Say(hand=(("{folder}/notes/20250901-4H2M.yaml", _BY_HAND),)),
        Say(hand=(("{folder}/notes/20250901-4H2M.yaml", _BY_HAND + "view: x\n"),), code=4, only=True),
        Say(hand=(("{folder}/notes/20250901-4H2N.yaml", f"schema: note/1\nmethod: {SAID}\n"),), code=5, only=True, anew=True),
    ),
    "diff": (Say(words="{case} --since 2025-07-01"), _ask("{case} --since last-meeting")),
    "stats": (Say(), _ask("--explain notes"), _ask("--indicators"), _ask("--by extra.memo"), _ask("--fy R7 --month 2025-07")),
    "schema": (Say(words="note"), _ask("")),
    "init": (
        Say(words="new-one"),
        _ask("new-one", 2),
        _ask("sample --sample"),
        _ask("server --server"),
        _ask("server --server", 2),
    ),
    "receive": (Say(code=2),),
    "doctor": (Say(), _ask("--fix"), _ask("--json")),
    "sync": (Say(code=6), _ask("--dry-run", 6), _ask("--json", 6)),
    "demo": (Say(words="shown"),),
    "case new": (Say(words="--by sato", given=_CASE), _ask("--resume --by sato", 2)),
    "case list": (Say(), _ask("--status 支援中"), _ask("--format csv"), _ask("--format tsv")),
    "case show": (Say(words="{case}"), _ask("{case} --disclosures"), _ask("{other}"), _ask("{third}"), _ask("{fourth}")),
    "case find": (
        Say(words="-", given="ぬ900号"),
        Say(words="-", given="秘田", only=True),
        Say(words=SAID, code=2, only=True),
        _ask("{case}"),
    ),
    "case edit": (
        Say(words="{fourth} household --by sato", given=f"people:\n  - id: P1\n    role: 本人\n    name: {SAID}\n"),
        Say(words="{case} case --by sato", given=f"tags:\n  - {SAID}\n", only=True),
        Say(words="{fifth} {plain} --by sato", given=f"fact: {SAID}\ncorrects:\n  why: {SAID}\n", only=True),
        Say(words="{case} {decision} --by sato", given=f"protocol: {SAID}\n", code=4, only=True),
    ),
    "case screen": (Say(words="{fourth} --result 継続支援し、プランを策定する --by sato", given=_EXTRA),),
    "case close": (
        Say(words="{fifth} --reason その他 --by sato", given=_CLOSE),
        Say(words="{case} --reason その他 --by sato", given=_CLOSE, code=4, only=True),
    ),
    "case suspend": (Say(words="{fifth} --reason 連絡不通 --look-again 2025-12-01 --by sato", given=_CLOSE),),
    "case reopen": (Say(words="{other} --by sato", given=_EXTRA),),
    "case link": (Say(words="{case} {third} --how 同一 --by sato"),),
    "case unlink": (Say(words="{case} {third} --by sato", code=4),),
    "person add": (Say(words="{case} --by sato", given=f"role: 知人\nname: {SAID}\nkana: {SAID}\naddress: {SAID}\n"),),
    "note add": (
        Say(words="{case} --by sato", given=_NOTE),
        Say(words="{case} --by sato", given=f"fact: {SAID}\n", code=2, only=True),
    ),
    "consent add": (Say(words="{fourth} --person P1 --by sato", given=f"{_CONSENT}evidence: {SAID}\n"),),
    "consent withdraw": (Say(words="{case} --person P1 --by sato", given=_WITHDRAWN),),
    "consent show": (Say(words="{case}"), _ask("{case} --for nishi --on 2025-07-10"), _ask("{fourth} --for nishi")),
    "referral list": (Say(), _ask("--open"), _ask("--overdue"), _ask("--stalled")),
    "referral accept": (Say(words="{case}/{waiting} --next 2025-09-20 --by sato", given=_EXTRA),),
    "referral hold": (Say(words="{case}/{waiting} --reply-by 2025-09-20 --by sato", given=_EXTRA),),
    "referral work": (Say(words="{case}/{taken} --next 2025-09-20 --by goto", given=_EXTRA),),
    "referral decline": (Say(words="{case}/{waiting} --by sato", given=_REASON),),
    "referral finish": (Say(words="{case}/{taken} --by goto", given=_EXTRA),),
    "referral cancel": (Say(words="{case}/{waiting} --by sato", given=_REASON),),
    "referral extend": (Say(words="{case}/{waiting} --reply-by 2025-09-20 --by sato", given=_REASON),),
    "plan new": (Say(words="{fourth} --kind 多機関協働 --by goto", given=_PLAN),),
    "plan revise": (Say(words="{plan} --by goto", given=f"cautions: {SAID}\nchange_reason: {SAID}\n"),),
    "plan show": (Say(words="{plan}"), _ask("{sanka}"), _ask("{draft}"), _ask("{third_plan}")),
    "plan list": (Say(), _ask("--kind 参加支援")),
    "plan check": (Say(words="{plan}"), _ask("{draft}")),
    "plan drop": (Say(words="{draft} --reason その他 --by goto", given=_EXTRA),),
    "plan decide": (Say(words="{draft} --result 承認 --by hori", given=f"protocol: {SAID}\n"),),
    "meeting new": (Say(words="juso --date 2025-10-10", given=f"place: {SAID}\nchair: {SAID}\n"),),
    "meeting add": (
        Say(words="{next} {third} --timing 変更 --plan {third_plan}", given=f"why: {SAID}\npresenter: {SAID}\n", code=4),
        Say(words="{next} {fourth} --timing 策定 --plan {draft}", given=f"why: {SAID}\n", code=4, only=True),
        Say(words="{next} {case} --timing 変更 --plan {plan}", given=f"why: {SAID}\n", only=True),
    ),
    "meeting attend": (Say(words="{next} nishi"), _ask("{next} nishi --off")),
    "meeting move": (Say(words="{next} --date 2025-09-12", given=f"place: {SAID}\n"),),
    "meeting cancel": (Say(words="{next}"), _ask("{next} --item 9", 4)),
    "meeting list": (Say(),),
    "meeting show": (Say(words="{next}"), _ask("{first}")),
    "meeting propose": (Say(words="juso"), _ask("shien")),
    "meeting record": (Say(words="{next} --by goto", given=_MINUTES, day="2025-09-10"),),
    "resource list": (Say(), _ask("--for {sanka}"), _ask("--stale"), _ask("--all")),
    "resource show": (Say(words="{resource}"),),
    "resource new": (Say(words="--kind 居場所・サロン", given=f"name: {SAID}\ncontact: {SAID}\n"),),
    "resource verify": (Say(words="{resource} --by sato", given=f"contact: {SAID}\n"),),
    "gap list": (Say(),),
    "gap show": (Say(words="{gap}"),),
    "gap new": (Say(words="--decision {case}/{decision}", given=f"text: {SAID}\nfield: 障害\n"),),
    "gap move": (Say(words="{gap} --status 取組中", given=f"text: {SAID}\n"),),
    "activity list": (Say(),),
    "activity add": (Say(words="--programme 3-i --base korei --month 2025-07", given=f"held: 1\nnote: {SAID}\n"),),
    "registry agencies": (Say(), _ask("chuo")),
    "registry programmes": (Say(),),
    "registry staff": (
        Say(),
        Say(words="add", given=f"- id: kato\n  name: {SAID}\n  agency: chuo1\n  since: 2025-09-01\n"),
        Say(words="add", given=f"- id: {SAID}\n  name: {SAID}\n  agency: chuo1\n", code=2, only=True),
    ),
    "registry meetings": (Say(),),
    "registry codes": (Say(), _ask("related")),
    "registry me": (Say(words="sato"),),
    "profile check": (Say(),),
    "profile diff": (Say(),),
    "profile take": (Say(words="closing"), _ask("codes/closing"), _ask("nothing", 3)),
}
"""For every command at least one way that works; what is refused beside what the test makes up for each by itself."""
