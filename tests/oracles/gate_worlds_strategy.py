"""Small, crowded worlds for the proof of the gate: the files of a workspace as plain dicts, one meeting, a day, an audience.

A world is (files, unread, meeting_id, day, agency): `files` by path inside the workspace, shaped as the schemas shape them
(days as ISO text), `unread` the paths that are there and cannot be read, `day` the day of printing (a date), `agency` the
one of `--for` or "". Every free text is a token of its own (語0001語), some followed by the name of somebody, so that a token on
a paper tells which leaf it came from. All people are invented.

Most people have consented broadly and most attendees have pledged; each world adds some troubles, so that what is shown
and what is withheld, by each rule, both happen often.
"""

import random
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

CASES = ("R07-HPS06VC", "R06-5QR78VH", "R06-18KJZ57")
PLANS = ("P-3HSMAER", "P-1WBQDXZ", "P-K72150X", "P-M16HBT2", "P-9NM3KD8", "P-ZSF34Z2")
GAP, RESOURCE = "G-2S652AZ", "S-2C6Y9BW"
MEETING, EARLIER = "M-20250801-7KQ2", "M-20250701-3FGH"
MEETS_ON = date(2025, 9, 10)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AGENCIES = ("chuo", "himawari", "takikan", "zeimu", "aoi")
TAX = "zeimu"
CATEGORIES = ("基本情報", "世帯", "健康・医療", "障害", "介護", "子ども・教育", "就労", "経済", "住まい", "司法", "虐待・DV")
SOURCES = ("本人", "家族", "機関:chuo", "機関:zeimu", "民生委員", "近隣", "税務", "匿名", "その他")
PEOPLE = (
    ("髙橋 千鶴", "たかはし ちづる", "つる坊"),
    ("髙橋 緑", "たかはし みどり", "緑"),
    ("山﨑 はな", "やまざき はな", "はなっこ"),
    ("渡邊 健", "わたなべ けん", ""),
    ("斎藤 美空", "さいとう みそら", "ソラ"),
    ("森 一", "もり はじめ", "いっさん"),
    ("小野寺 ジョン", "おのでら じょん", "Johnny"),
    ("浜田 恵", "はまだ めぐみ", "旧姓濱口"),
    ("廣瀬 悠人", "ひろせ ゆうと", ""),
    ("櫻井 まどか", "さくらい まどか", "マドちゃん"),
    ("吉村 誠二", "よしむら せいじ", "二代目"),
    ("黒木 凪", "くろき なぎ", "凪"),
)
CALLERS = ("大島 とも子", "真鍋 律", "大嶋 由香里", "真鍋 冴子")
NEW_FORMS = {"髙": "高", "﨑": "崎", "邊": "辺", "廣": "広", "櫻": "桜", "濱": "浜", "嶋": "島"}

KANA = "カキクケコサシスセソタチテトナニヌネノハヒフヘホマミムメモラリルレロワヲンァアィイゥウェエォオッツャヤュユョヨー"
HALF_KANA = "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾗﾘﾙﾚﾛﾜｦﾝｧｱｨｲｩｳｪｴｫｵｯﾂｬﾔｭﾕｮﾖｰ"


def half_width(katakana: str) -> str:
    """ミドリ → ﾐﾄﾞﾘ."""
    halves = dict(zip(KANA, HALF_KANA, strict=True)) | {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(halves.get(letter, letter) for letter in unicodedata.normalize("NFD", katakana))


def wide(text: str) -> str:
    """Johnny → Ｊｏｈｎｎｙ."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


World = tuple[dict[str, dict], frozenset[str], str, date, str]


class Teller:
    """Tells one world, drawing each turn from `choose(n)`: a number from 0 up to, not including, n; 0 is the plainest."""

    def __init__(self, choose: Callable[[int], int]):
        self.choose = choose
        self.files: dict[str, dict] = {}
        self.unread: set[str] = set()
        self.count = 0
        self.records = 0
        self.day = MEETS_ON + timedelta(days=self.pick(-7, 0, -7, -1, 5))
        self.first, self.last = min(self.day, MEETS_ON), max(self.day, MEETS_ON)
        self.names: dict[str, list[dict]] = {}
        self.callers: dict[str, str] = {}
        self.plans: dict[str, list[dict]] = {}
        self.theme = self.pick("", "", "", "", "", "transfer", "age", "twice")
        self.moves_to = self.pick("aoi", "takikan", TAX)
        self.free_names = list(range(len(PEOPLE)))
        self.free_plans = list(PLANS)

    # ------------------------------------------------------------------------------------------------------------ dice

    def pick(self, *options):
        """Draw one; the first is the plainest."""
        return options[self.choose(len(options))]

    def chance(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self.choose(one_in) == one_in - 1

    def some(self, options, most: int) -> list:
        """Draw up to so many different ones, one at least."""
        left, found = list(options), []
        for _ in range(1 + self.choose(most)):
            if left:
                found.append(left.pop(self.choose(len(left))))
        return sorted(found, key=list(options).index)

    # ------------------------------------------------------------------------------------------------------ days and ids

    def past(self) -> date:
        """A day before both days."""
        return self.first - timedelta(days=self.pick(30, 5, 1, 60, 100, 200))

    def around(self) -> date:
        """A day on, between or just beside the two days, not after the day of printing but for once in a while."""
        found = self.pick(self.first, self.day, self.first - timedelta(days=1), MEETS_ON, self.first + timedelta(days=1))
        return found if found <= self.day or self.chance(5) else self.day

    def rid(self, day: date) -> str:
        """A new id of a record."""
        self.records += 1
        n = self.records
        return f"{min(day, self.day):%Y%m%d}-{LETTERS[n // 32 % 32]}{LETTERS[n % 32]}{LETTERS[n * 7 % 32]}{LETTERS[n * 13 % 32]}"

    def token(self) -> str:
        """A text that stands nowhere else."""
        self.count += 1
        return f"語{self.count:04d}語"

    # ---------------------------------------------------------------------------------------------------------- writing

    def folder(self, case: str) -> str:
        """The folder of a case."""
        return f"cases/{case[:3]}/{case}"

    def event(self, case: str, kind: str, folder: str, day: date, **fields) -> dict:
        """Write an event of a case and return it."""
        dated = {"received_on": day.isoformat()} if kind == "intake" else {"date": day.isoformat()}
        told = min(day, self.day)
        record = {"schema": f"{kind}/1", "id": self.rid(day), "case": case, **dated}
        record |= {key: value for key, value in fields.items() if value not in (None, [], "")}
        clock = f"{8 + self.records // 60 % 12:02d}:{self.records % 60:02d}"
        record |= {"recorded": f"{told.isoformat()}T{clock}:00+09:00", "recorded_by": "s1"}
        self.files[f"{self.folder(case)}/{folder}/{record['id']}.yaml"] = record
        return record

    def text(self, case: str, one_in: int = 4) -> str:
        """A token, now and then with the name of somebody in it."""
        return self.token() if not self.chance(one_in) else f"{self.token()} {self.mention(case)} のこと"

    def word(self, case: str) -> str:
        """A token for a short field."""
        return self.text(case, one_in=10)

    def mention(self, case: str) -> str:
        """A way to name somebody: of this case, of another, or a caller."""
        own = [*self.names.get(case, ())]
        foreign = [one for other, people in self.names.items() if other != case for one in people]
        whom = self.pick("own", "own", "own", "foreign", "foreign", "caller")
        if whom == "caller" and case in self.callers:
            return self.form(self.callers[case], "", "")
        people = foreign if whom == "foreign" and foreign else own
        if not people:
            return "だれか"
        person = people[self.choose(len(people))]
        return self.form(person.get("name", "だれか"), person.get("kana", ""), person.get("alias", ""))

    def form(self, name: str, kana: str, alias: str) -> str:
        """One of the forms in which people write a name; some of them name nobody by rule 7 (a surname alone)."""
        family, _, given = name.partition(" ")
        new = "".join(NEW_FORMS.get(letter, letter) for letter in name)
        honorific = self.pick("さん", "君", "ちゃん", "氏", "様", "サン")
        katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in kana)
        return self.pick(
            name,
            name.replace(" ", ""),
            given + honorific if given else name,
            name.replace(" ", "\u3000"),
            half_width(katakana) if kana else wide(name),
            wide(alias or name),
            new.replace(" ", ""),
            given or name,
            family + honorific,
            kana or name,
            katakana.replace(" ", "") or name,
            alias or given or name,
            (alias or given or name) + honorific,
            kana.partition(" ")[2] or name,
        )

    # ------------------------------------------------------------------------------------------------------------ office

    def tell_office(self) -> None:
        """The profile: agencies (one of them a tax agency), the roll with a transfer and pledges, kinds of meeting."""
        self.files["seki.yaml"] = {"schema": "seki/1", "profile": "test", "format": 1, "requires": "0.1.0"}
        kinds = {"chuo": "地域包括支援センター", "himawari": "障害者相談支援事業所", "takikan": "多機関協働事業者"}
        kinds |= {TAX: "税務部局", "aoi": "学校"}
        rows = [{"id": one, "name": f"{one}の機関", "kind": kinds[one]} for one in AGENCIES]
        self.files["profile/agencies.yaml"] = {"schema": "agencies/1", "agencies": rows}
        lax = self.chance(5)
        roll = [
            self.posting(f"s{n + 1}", agency, lax, **self.span())
            for n, agency in enumerate(("chuo", "himawari", "takikan", TAX, "aoi"))
        ]
        moved_on = self.pick(self.first, self.last, self.first - timedelta(days=40), self.last + timedelta(days=1))
        eve = (moved_on - timedelta(days=1)).isoformat()
        roll.append(self.posting("s6", self.pick("himawari", "chuo", TAX), lax, until=eve))
        roll.append(self.posting("s6", self.moves_to, lax, since=moved_on.isoformat()))
        roll.append(self.posting("s7", "chuo", self.chance(2)))
        self.files["profile/staff.yaml"] = {"schema": "staff/1", "staff": roll}
        self.files["profile/meetings.yaml"] = {"schema": "meetings/1", "kinds": self.kinds()}

    def span(self) -> dict:
        """The days of a posting: for ever, or seldom ending or beginning about the two days."""
        if not self.chance(8):
            return {}
        ends = self.pick(self.first, self.last, self.first - timedelta(days=1), self.last - timedelta(days=1))
        return self.pick({"until": ends.isoformat()}, {"since": ends.isoformat()})

    def posting(self, staff: str, agency: str, lax: bool, **span) -> dict:
        """A row of the roll; where the office is lax, some have pledged late or not at all."""
        row = {"id": staff, "name": f"職員 {staff}", "agency": agency, **span}
        late = self.first + timedelta(days=1)
        pledged = self.pick(date(2025, 4, 1), None, self.first, self.last, late) if lax else date(2025, 4, 1)
        return row | ({"pledged_on": pledged.isoformat()} if pledged else {})

    def kinds(self) -> list[dict]:
        """Four kinds of meeting, one of which changes its ways now and then."""

        def kind(name, consent, takes=True, **span):
            everything = ["策定", "変更", "終結", "中断", "情報共有", "方針", "緊急", "社会資源"]
            points = {timing: [f"{timing}の確認"] for timing in everything}
            return {"id": name, "name": f"会議{name}", "consent": consent, "takes_cases": takes, "decides": everything} | {
                "points": points,
                **span,
            }

        rows = [kind("free", "not_required"), kind("each", "per_case"), kind("umbrella", "not_required", takes=False)]
        if self.chance(8):
            turn = self.pick(self.first, self.last)
            eve = (turn - timedelta(days=1)).isoformat()
            before, after = self.pick(("not_required", "required"), ("required", "not_required"))
            rows += [kind("need", before, until=eve), kind("need", after, since=turn.isoformat())]
        else:
            rows.append(kind("need", "required"))
        return rows

    # ------------------------------------------------------------------------------------------------------------- cases

    def tell_names(self, case: str) -> None:
        """Who is in the household, by name."""
        people = []
        for n in range(1 + self.choose(4)):
            person = {"id": f"P{n + 1}", "role": "本人" if n == 0 else self.pick("世帯員", "世帯員", "別居家族", "知人")}
            if self.free_names and not self.chance(8):
                name, kana, alias = PEOPLE[self.free_names.pop(self.choose(len(self.free_names)))]
                person["name"] = name
                if not self.chance(4):
                    person["kana"] = kana
                if alias and not self.chance(3):
                    person["alias"] = alias
            people.append(person)
        self.names[case] = people

    def tell_household(self, case: str) -> None:
        """The fields of each, who is related to whom, who must not meet whom."""
        people = []
        for known in self.names[case]:
            person = {**known, "sex": self.pick("女性", "男性"), **self.birth()}
            for field in ("relation", "school_or_work", "health", "care_level", "address", "phone"):
                if not self.chance(3):
                    person[field] = self.word(case) if field != "health" else self.text(case)
            for field in ("certificates", "issues"):
                if self.chance(2):
                    person[field] = [self.token(), self.token()][: 1 + self.choose(2)]
            if self.chance(6):
                person["protected"] = self.pick({"since": "2025-04-01"}, {"since": "2024-04-01", "until": "2025-03-31"})
            people.append(person)
        ids = [one["id"] for one in people]
        record = {"schema": "household/1", "case": case, "people": people}
        if len(ids) > 1 and not self.chance(3):
            record["relations"] = [{"kind": "親子", "a": ids[1], "b": ids[0], "closeness": "葛藤"}]
        if self.chance(2):
            record["ties"] = [{"person": self.pick(*ids), "label": self.word(case), "strength": "弱い"}]
        pairs = self.never_together(case, ids)
        if pairs:
            record["never_together"] = pairs
        if self.chance(6):
            record["extra"] = {"memo": self.token()}
        self.files[f"{self.folder(case)}/household.yaml"] = record

    def never_together(self, case: str, ids: list[str]) -> list[list[str]]:
        """Pairs within the household or across cases."""
        pairs = []
        if len(ids) > 1 and self.chance(6):
            pairs.append([ids[self.choose(len(ids) - 1)], ids[-1]])
        others = [other for other in self.names if other != case]
        if others and self.chance(10):
            pairs.append([self.pick(*ids), f"{self.pick(*others)}#P1"])
        return pairs

    def birth(self) -> dict:
        """A day or a year of birth, or neither, often near the eighteenth birthday."""
        turning = date(self.last.year - 18, self.last.month, self.last.day)
        near = turning + timedelta(days=self.pick(0, 1, -1, -8, 8))
        if self.theme == "age":
            return {"born": near.isoformat()}
        return self.pick(
            {"born": "1950-05-05"},
            {"born": "2012-05-05"},
            {"born": near.isoformat()},
            {"born_year": 1960, "estimated": True},
            {"born_year": self.last.year - 18},
            {},
        )

    def tell_case(self, case: str) -> None:
        """All of one case."""
        head = {"schema": "case/1", "id": case, "lead_agency": "chuo", "lead_staff": "s1", "area": self.token()}
        head["team"] = [{"agency": "himawari", "staff": "s2", "role": self.token()}]
        others = [other for other in self.names if other != case]
        if others and self.chance(5):
            head["related"] = [{"case": self.pick(*others), "how": self.token()}]
        elif others and self.chance(8):
            head["continued_from"] = self.pick(*others)
        self.files[f"{self.folder(case)}/case.yaml"] = head
        if self.chance(3):
            self.callers[case] = self.pick(*CALLERS)
        self.tell_household(case)
        for person in self.names[case]:
            self.tell_consents(case, person["id"])
        self.tell_intake(case)
        if self.chance(6):
            self.tell_intake(case)
        for _ in range(1 + self.choose(4)):
            self.tell_note(case)
        for _ in range(self.choose(3)):
            self.tell_plan(case)
        self.tell_rest(case)
        if self.chance(3):
            self.tell_corrections(case)

    def about(self, case: str) -> list[str]:
        """Whom a record is about; may be nobody."""
        ids = [one["id"] for one in self.names[case]]
        return self.pick([], ["P1"], self.some(ids, 2), self.some(ids, 1))

    def own_categories(self):
        """The categories of a plan or a decision."""
        return self.pick(None, self.some(CATEGORIES, 2), "すべて", ["経済"], None)

    def category(self) -> str:
        """A category; a few come often, so that acts and records meet."""
        return self.pick("経済", "健康・医療", "就労", "基本情報", self.pick(*CATEGORIES))

    def tell_intake(self, case: str) -> None:
        """受付."""
        said = self.pick(["by_person"], ["by_family"], ["by_agency"], ["by_person", "by_family", "by_agency"])
        caller = {"name": self.callers[case], "phone": self.token()} if case in self.callers else None
        self.event(
            case, "intake", "intakes", self.past(),
            agency=self.pick("chuo", "himawari", TAX) if self.chance(3) else "chuo", method="電話", caller=caller,
            complaint={who: self.text(case) for who in said}, wishes=self.text(case) if self.chance(2) else None,
            worries=[self.token()] if self.chance(2) else None, main_worry=self.token() if self.chance(3) else None,
        )  # fmt: skip

    def tell_note(self, case: str) -> dict:
        """支援経過記録."""
        by = self.pick("s1", "s2", "s1", "s4" if self.chance(3) else "s3", "s6")
        day = self.pick(self.past(), self.past(), self.first)
        return self.event(
            case, "note", "notes", day,
            staff=by, method="訪問", fact=self.text(case, 3), view=self.text(case) if self.chance(2) else None,
            action=self.text(case) if self.chance(2) else None, present=[self.word(case)] if self.chance(4) else None,
            about=self.about(case), category=self.category() if not self.chance(4) else None,
            source=self.pick(*SOURCES) if self.chance(2) else None,
            next={"date": self.last.isoformat(), "staff": "s1", "what": self.text(case)} if self.chance(4) else None,
            extra={"memo": self.token()} if self.chance(8) else None,
        )  # fmt: skip

    def tell_plan(self, case: str) -> None:
        """A plan of one or two versions, with other persons and categories."""
        if not self.free_plans:
            return
        plan = self.free_plans.pop(0)
        ids = [one["id"] for one in self.names[case]]
        for version in range(1, 2 + self.choose(2)):
            made_on = self.first - timedelta(days=50 - 10 * version)
            record = {
                "schema": "plan/1", "id": plan, "case": case, "kind": self.pick("多機関協働", "参加支援"), "version": version,
                "made_on": made_on.isoformat(), "made_by": "s3", "persons": self.pick(["P1"], ["P1"], self.some(ids, 2), ids[-2:]),
                "wish": self.text(case), "issues": [{"num": 1, "text": self.text(case)}],
                "goals": [{"num": 1, "text": self.text(case), "due": "2026-03-31"}],
                "supports": [{"issue": 1, "what": self.text(case), "agency": "chuo", "staff": "s1"}],
                "cautions": self.text(case), "period": {"since": "2025-08-01", "until": "2026-03-31"},
                "monitoring": {"every_months": 3, "first_date": "2025-11-10", "agency": "takikan"},
            }  # fmt: skip
            categories = self.own_categories()
            if categories:
                record["categories"] = categories
            if version == 2:
                record["change_reason"] = self.text(case)
            self.files[f"{self.folder(case)}/plans/{plan}/v{version}.yaml"] = record
            self.plans.setdefault(case, []).append(record)

    def tell_rest(self, case: str) -> None:
        """What comes with and without plans."""
        if self.chance(2):
            self.tell_assessment(case)
        if self.chance(3):
            self.event(case, "screening", "screenings", self.past(), result=self.token(), staff="s1", flags=[self.token()])
        if self.chance(3):
            referral = self.event(
                case, "referral", "referrals", self.past(),
                from_agency="chuo", to_agency="takikan", ask="協力", reasons=[self.token()], request=self.text(case),
                reply_by="2025-10-01",
            )  # fmt: skip
            if self.chance(2):
                self.event(
                    case, "referral_step", "referrals", self.first,
                    referral=referral["id"], step="受理", next={"date": "2025-10-01", "what": self.text(case)},
                )  # fmt: skip
        for _ in range(self.choose(3)):
            self.tell_decision(case)
        if case in self.plans:
            self.tell_of_plans(case)
        if self.chance(10):
            self.event(
                case, "disclosure", "disclosures", self.past(),
                staff="s1", to=["chuo"], records=[self.rid(self.first)], ground={"law": self.token()},
            )  # fmt: skip

    def tell_assessment(self, case: str) -> None:
        """インテーク・アセスメントシート."""
        people = []
        for person in self.names[case]:
            if not self.chance(3):
                people.append({"person": person["id"], "issues": [self.token()], "strengths": self.text(case)})
        parts = []
        for _ in range(self.choose(4)):
            part = {"category": self.category(), "text": self.text(case)}
            if self.chance(3):
                part["source"] = self.pick(*SOURCES)
            if about := self.about(case):
                part["about"] = about
            parts.append(part)
        day = self.past()
        record = {"schema": "assessment/1", "id": self.rid(day), "case": case, "date": day.isoformat()}
        record |= {"staff": self.pick("s1", "s2", "s3", "s4") if self.chance(5) else "s1"}
        record |= {key: value for key, value in (("people", people), ("parts", parts)) if value}
        record |= {"risk": self.text(case)} if self.chance(2) else {}
        record |= {"summary": self.text(case), "direction": self.text(case)}
        self.files[f"{self.folder(case)}/assessments/{record['id']}.yaml"] = record

    def tell_of_plans(self, case: str) -> None:
        """モニタリング, 評価, 参加支援のつなぎ."""
        for _ in range(self.choose(3)):
            plan = self.pick(*self.plans[case])
            version = plan["version"] if not self.chance(20) else 9
            self.event(
                case, "monitoring", "monitorings", self.past(),
                staff=self.pick("s3", "s1", "s4"), plan=plan["id"], version=version, method="訪問",
                goals=[{"num": 1, "progress": "一部達成", "note": self.text(case)}], person_view=self.text(case), result="継続",
                source=self.pick(*SOURCES) if self.chance(3) else None,
            )  # fmt: skip
        if self.chance(3):
            self.event(
                case, "evaluation", "evaluations", self.past(),
                staff="s3", plan=self.pick(*self.plans[case])["id"], occasion=self.token(), person_view=self.text(case),
                remaining=self.text(case), judgement="継続",
            )  # fmt: skip
        if self.chance(4):
            self.event(
                case, "placement", "placements", self.past(),
                staff="s3", plan=self.pick(*self.plans[case])["id"], resource=RESOURCE, step="見学",
                by_resource=self.text(case),
            )  # fmt: skip

    def tell_decision(self, case: str) -> None:
        """What a meeting decided, with points and to-dos, on a plan or without one."""
        fields: dict = {"timing": self.pick("情報共有", "方針", "緊急")}
        if case in self.plans and self.chance(2):
            plan = self.pick(*self.plans[case])
            fields = {"timing": self.pick("策定", "変更"), "plan": plan["id"], "version": plan["version"]}
            fields["plan_hash"] = "0" * 64
        point = {"point": self.word(case), "said": self.text(case, 5)}
        if self.chance(2):
            point["source"] = self.pick("機関:zeimu", *SOURCES)
        if self.chance(3):
            point["category"] = self.category()
        if about := self.about(case):
            point["about"] = about
        self.event(
            case, "decision", "decisions", self.pick(date(2025, 7, 8), self.past()),
            meeting=EARLIER, **fields, result="承認", protocol=self.token(),
            points=[point, {"point": self.token(), "said": self.text(case)}][: 1 + self.choose(2)],
            todos=[{"num": 1, "agency": "chuo", "what": self.text(case), "due": "2025-10-01"}],
            categories=self.own_categories() if self.chance(2) else None, about=self.about(case) if self.chance(3) else None,
        )  # fmt: skip

    def tell_corrections(self, case: str) -> None:
        """A note that is corrected: plainly, as void, twice, or a correction that is corrected."""
        first = self.tell_note(case)
        corrected = first["id"]
        for _ in range(self.pick(1, 2, 1)):
            again = self.tell_note(case)
            again["corrects"] = {"record": corrected, "why": self.token()}
            if self.chance(4):
                again["corrects"]["void"] = True
            if self.chance(2):
                corrected = again["id"]

    # ---------------------------------------------------------------------------------------------------------- consents

    def tell_act(self, case: str, person: str, day: date, act: str, **fields) -> dict:
        """One act of consent."""
        if act in ("同意", "一部同意"):
            fields = {"share_with": {"agencies": "すべて"}, "categories": "すべて", **fields}
        return self.event(
            case, "consent", "consents", day, act=act, person=person, given_by="本人", how="書面", evidence=self.token(), **fields
        )

    def tell_consents(self, case: str, person: str) -> None:
        """The acts of one person: mostly broad, else one of the turns that the rules speak of."""
        start = self.past()
        turn = self.choose(24)
        if turn <= 12 and self.theme == "transfer":
            share = {"agencies": "すべて", "except": [self.pick(self.moves_to, self.moves_to, "himawari")]}
            self.tell_act(case, person, start, "一部同意", share_with=share, tax=self.pick(True, True, None))
        elif turn <= 12 and self.theme == "age":
            narrow = ["基本情報", self.pick("就労", "子ども・教育")]
            self.tell_act(case, person, start, "一部同意", categories=narrow)
        elif turn <= 12 and self.theme == "twice":
            self.two_on_a_day(case, person)
        elif turn <= 8:
            self.tell_act(case, person, start, "同意", tax=True if self.chance(2) else None)
        elif turn in (9, 10, 11):
            narrow = self.some(("基本情報", "経済", "健康・医療", "就労", "世帯"), 4)
            self.tell_act(case, person, start, "一部同意", categories=narrow, tax=True if self.chance(3) else None)
        elif turn in (12, 13):
            without = self.pick(*AGENCIES)
            agencies = self.pick([one for one in AGENCIES if one != without], ["chuo", "himawari"], list(AGENCIES))
            share = self.pick({"agencies": agencies}, {"agencies": "すべて", "except": [without]})
            self.tell_act(case, person, start, self.pick("一部同意", "同意"), share_with=share, tax=self.pick(True, True, None))
        elif turn in (14, 15):
            until = self.pick(self.first, self.last, self.last - timedelta(days=1), self.first - timedelta(days=1))
            self.tell_act(case, person, start - timedelta(days=30), "同意", until=until.isoformat())
        elif turn in (16, 17):
            self.tell_act(case, person, start, "同意")
            self.tell_act(case, person, self.around(), self.pick("撤回", "拒否", "保留", "一部同意"))
        elif turn == 18:
            self.two_on_a_day(case, person)
        elif turn in (19, 20):
            self.corrected_act(case, person)
        elif turn == 21:
            self.tell_act(case, person, start, self.pick("拒否", "保留", "撤回"))
        elif turn == 22:
            self.tell_act(case, person, start - timedelta(days=1), self.pick("拒否", "撤回", "同意"))
            self.tell_act(case, person, start, "同意", categories=self.pick("すべて", list(CATEGORIES)))

    def two_on_a_day(self, case: str, person: str) -> None:
        """Two acts on one day."""
        day = self.around()
        for act in self.pick(
            ("撤回", "同意"), ("一部同意", "同意"), ("同意", "拒否"), ("一部同意", "一部同意"), ("保留", "撤回")
        ):
            self.tell_act(case, person, day, act, **({"categories": self.some(CATEGORIES[:8], 5)} if act == "一部同意" else {}))

    def corrected_act(self, case: str, person: str) -> None:
        """An act that is corrected once, twice, in a chain or as void, with or without an act before it."""
        start = self.past()
        if self.chance(2):
            self.tell_act(case, person, start - timedelta(days=20), self.pick("同意", "拒否"))
        target = self.tell_act(case, person, start, self.pick("同意", "撤回"))["id"]
        for _ in range(self.pick(1, 2)):
            act = self.pick("同意", "一部同意", "撤回")
            fields = {"categories": self.some(CATEGORIES[:8], 5)} if act == "一部同意" else {}
            again = self.tell_act(case, person, self.pick(start, self.first), act, **fields)
            again["corrects"] = {"record": target, "why": self.token()}
            if self.chance(4):
                again["corrects"]["void"] = True
            if self.chance(3):
                target = again["id"]

    # ----------------------------------------------------------------------------------------------------------- meeting

    def tell_meeting(self) -> str:
        """The meeting that is printed, and an earlier one; returns the agency of `--for` or ''."""
        kind = self.pick("need", "need", "free", "each", "need", "free", "each", "need", "need", "each", "free", "umbrella")
        attendees = self.attendees(kind)
        items = []
        for case in self.some(self.names, 2):
            items.append(self.item(case, attendees))
        if self.chance(4) or kind == "umbrella":
            items.append({"gap": GAP, "timing": "社会資源"})
            gap = {
                "schema": "gap/1",
                "id": GAP,
                "noticed": {"date": "2025-06-01"},
                "text": self.text("", 3),
                "area": self.token(),
            }
            if self.chance(2):
                gap["steps"] = [{"date": "2025-07-01", "status": "検討中", "text": self.text("", 3)}]
            self.files[f"gaps/{GAP}.yaml"] = gap
        items = [{"num": n + 1, **item} for n, item in enumerate(items)]
        meeting = {"schema": "meeting/1", "id": MEETING, "kind": kind, "date": MEETS_ON.isoformat()}
        meeting |= {"attendees": attendees} if attendees else {}
        meeting |= {"items": items, "previous": EARLIER}
        if self.chance(45):
            meeting["called_off"] = True
        self.files[f"meetings/R07/{MEETING}/meeting.yaml"] = meeting
        past = {"schema": "meeting/1", "id": EARLIER, "kind": "need", "date": "2025-07-08", "attendees": [{"agency": "chuo"}]}
        past["items"] = [{"num": 1, "case": self.pick(*self.names), "timing": "情報共有"}]
        self.files[f"meetings/R07/{EARLIER}/meeting.yaml"] = past
        if not self.chance(4):
            return ""
        coming = [row["agency"] for row in attendees if "agency" in row]
        return self.pick(*coming, *coming, *coming, *coming, *AGENCIES[2:])

    def attendees(self, kind: str) -> list[dict]:
        """Who comes: agencies with or without a named person, seldom somebody of a household."""
        if self.chance(40):
            return []
        staff = {"chuo": "s1", "himawari": "s2", "takikan": "s3", TAX: "s4", "aoi": "s5"}
        rows = []
        for agency in self.some(("chuo", "takikan", "himawari", "aoi", TAX), 3):
            row = {"agency": agency}
            if not self.chance(3):
                row["staff"] = staff[agency]
            if self.chance(6):
                row["came"] = self.pick(True, False)
            rows.append(row)
        if self.chance(2 if self.theme == "transfer" else 6):
            rows.append({"agency": self.pick("himawari", "chuo", "aoi"), "staff": self.pick("s6", "s6", "s6", "s6", "s9")})
        if self.chance(8):
            rows.append({"agency": "chuo", "staff": "s7"})
        if self.chance(3 if kind == "need" else 10):
            case = self.pick(*self.names)
            row = {"case": case, "person": self.pick(*(one["id"] for one in self.names[case])), "role": "家族"}
            rows.append(row | ({"came": self.pick(True, False)} if self.chance(3) else {}))
        return rows

    def item(self, case: str, attendees: list[dict]) -> dict:
        """A case on the agenda, with a plan or without, for all or for some members."""
        item: dict = {"case": case, "timing": self.pick("情報共有", "方針")}
        if case in self.plans and not self.chance(3):
            plan = self.pick(*self.plans[case])
            item |= {"plan": plan["id"], "version": plan["version"], "timing": self.pick("策定", "変更", "終結", "中断")}
        if self.chance(2):
            item["basis"] = "社会福祉法第106条の6"
        if self.chance(2):
            item["why"] = self.text(case, 5)
        if self.chance(4):
            coming = tuple(dict.fromkeys(row["agency"] for row in attendees if "agency" in row))
            item["members"] = self.some(coming or AGENCIES, 2) if not self.chance(3) else self.some(AGENCIES, 2)
        return item

    # ------------------------------------------------------------------------------------------------------------- world

    def tell_unread(self) -> None:
        """Now and then a file that cannot be read."""
        if not self.chance(7):
            return
        rest = self.pick("consents/", "household.yaml", "notes/", "plans/", "intakes/", "case.yaml", "assessments/", "consents/")
        paths = sorted(path for path in self.files if path.startswith("cases/") and rest in path)
        if paths:
            path = paths[self.choose(len(paths))]
            del self.files[path]
            self.unread.add(path)

    def tell(self) -> World:
        """Tell the whole world."""
        self.tell_office()
        cases = CASES[: self.pick(1, 2, 2, 3)]
        for case in cases:
            self.tell_names(case)
        for case in cases:
            self.tell_case(case)
        agency = self.tell_meeting()
        self.tell_unread()
        return self.files, frozenset(self.unread), MEETING, self.day, agency


def random_world(dice: random.Random) -> World:
    """Return a world told by dice."""
    return Teller(dice.randrange).tell()


@st.composite
def worlds(draw) -> World:
    """Draw a world that Hypothesis can shrink."""
    return Teller(lambda n: draw(st.integers(min_value=0, max_value=n - 1)) if n > 1 else 0).tell()
