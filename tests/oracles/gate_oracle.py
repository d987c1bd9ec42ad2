"""A second opinion on what a paper may hold: slow, naive, written from records.md alone, by somebody who has not read the gate.

It shares no code with `seki_cli`, works on records as plain dicts and walks through every leaf, person, act, day and name.
The sentence of records.md (the gate and its table of pieces) that a piece of code follows stands above it between «».

WHERE THE CONTRACT IS OPEN, this is how it is read here. Those marked (*) are switches below.

 1. The row of the meeting's kind that counts is the one valid on the meeting's date («a record is checked against the rows
    valid on its date»), for both days. No such row: nothing at all is released.
 2. (*) A member who is in the room by a transfer: an attendee belongs to an item with `members` where the agency written
    or the agency on the date is among them, and then both agencies are in the audience. Judged for each of the two days.
    With `--for` the audience is that one agency, whoever of it has been transferred.
 3. A named person without a posting on the day counts for the agency that is written. A pledge counts from a row that is
    valid on the day («one row per posting»), of a named person as of an agency without one.
 4. (*) «each attendee's secrecy»: every attendee of the meeting not known to be absent, whatever the item's members and
    `--for`; members of the item that are no attendees too. A person or family member can acknowledge nothing: where no
    consent is needed, a person in the room leaves only the first row.
 5. «consent ended» = consent is needed and one of the item's persons (the plan's, else the 本人) has no live 同意 or
    一部同意, whether there ever was one or not. The item then holds its head «and nothing else», with a plan or without.
    An act in force that does not cover the audience or the category has not ended.
 6. `members: []` is the same as no `members`.
 7. never_together, both in the plan's persons: the whole item is withheld, head and lead included. (*) Neither of the two
    in the plan's persons: both are left out. A pair that another case's household names counts like one of the own.
    (*) A person in the room who must not be together with one of the plan's persons: the item is withheld.
    Two items of one meeting are judged each for itself.
 8. (*) A person of another case in the room: of this case only the first row («what everybody in that room may see»). Of a
    case that is linked with this one: a family member.
    (*) Persons stay in the room whatever the item's members, and also with `--for`.
 9. complaint.by_agency is what agencies said: (*) not with a person in the room; (*) of the source 税務 where the intake was
    taken by a tax agency. (*) So is a つなぎ, and each answer to it: the words of one agency to another.
10. What a staff member posted at a tax agency on the record's date wrote without another source has the source 税務: every
    record with a `staff` (note, monitoring, assessment, screening, referral, evaluation, placement).
11. `born_year` (estimated or not): under 18 or from 18 only where both possible ages agree. With `born`: 18 is attained
    on the day before the birthday.
12. plan and version decide persons and categories of monitorings and decisions. A record that names the plan only
    (evaluation, placement): every version that there was on its day, all their persons and categories.
13. A decision has categories of its own («none given: only under すべて»), its plan's are not asked; a point's own category
    goes before them. «plan.persons, else about»: (*) whom a point or a decision names beside the plan's persons is asked
    too, since «for every person in P» would mean little if somebody marked by name were left out.
14. assessment.risk goes with summary and direction. referral_step goes with referral. A decision's other texts go with its
    to-dos; protocol, evidence, extra, corrects, caller, consents, closings, disclosures and never_together: never.
    Fields of case.yaml other than lead and team: in no row of the table, withheld.
15. What cannot be decided is «two corrections», of a consent too: where one of two may be the act in force, nothing is
    allowed. A record of another kind is withheld with all its corrections. What is corrected is withheld. A void correction
    is no act; where it is voided itself, what it voided stands again, and of two corrections the voiding of one settles it.
16. Unreadable: an act of consent: no consent of the case counts; household, case.yaml (links), (*) an intake (callers),
    (*) the household of a linked case: no text of the case can be decided. (*) The household of a case that is not linked:
    only its own texts. An unreadable version of a plan: what hangs on it. (*) An unreadable event: all of its folder, any of
    which it may correct. An unreadable household, or plan where there are pairs: the head too, nobody knows who is kept apart.
17. Names: whitespace does not count; katakana = hiragana; old forms of kanji = new ones; upper = lower case. (*) kana: whole,
    and its given part as a given name is. Links count in both directions. A name of somebody outside this case that is
    also the name of somebody who may be shown here does not block.
18. «the place of notes»: a note has no field for a place. (*) A text that holds the stored address, phone, school or
    workplace of a protected person is not printed as it stands: masked. (*) Ties of a
    protected person lead to places: masked too. What is masked is no «shown text»: no name in it withholds it.
19. «issues only under すべて» is the household's; the issues of assessment.people are 基本情報.
20. The texts of all versions of a plan are judged, each by its own persons and categories.
21. The item's why is a text of the meeting's own record: (num, path of meeting.yaml, ("items", n, "why")).
22. A gap is withheld with everything else where no consent is needed and secrecy lacks; in it the whole names of the people
    of all cases are searched.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product

TRANSFER_JOINS_THE_ITEM = True
SECRECY_OF_EVERY_ATTENDEE = True
PERSONS_LACK_SECRECY = True
BOTH_STRANGERS_TO_THE_PLAN_LEFT_OUT = True
PERSON_IN_ROOM_COUNTS_FOR_NEVER_TOGETHER = True
STRANGER_IN_ROOM_CLOSES = True
PERSONS_IN_ROOM_COUNT_WITH_FOR = True
BY_AGENCY_IS_SAID_BY_AGENCIES = True
BY_AGENCY_OF_A_TAX_INTAKE_IS_TAX = True
REFERRAL_IS_SAID_BY_AGENCIES = True
TIES_OF_THE_PROTECTED_ARE_MASKED = True
UNREAD_EVENT_MAY_CORRECT_ANOTHER = True
UNREAD_INTAKE_HIDES_CALLERS = True
UNREAD_LINKED_HOUSEHOLD_HIDES_NAMES = True
UNREAD_OTHER_HOUSEHOLD_HIDES_NAMES = False
KANA_OF_THE_GIVEN_NAME = True
NAMED_BESIDE_THE_PLAN_ARE_ASKED = True
STORED_ADDRESS_IN_TEXTS_IS_MASKED = True

SHOWN, MASKED, WITHHELD = "shown", "masked", "withheld"
NO_AUDIENCE, NO_CASES, NEVER = 10, 11, 12
"""Beside the numbers of the rules, `why` says 10 (nobody to read it, not for this agency, called off), 11 (the kind takes no
cases) and 12 (never on a paper, in no row of the table, corrected)."""

ALL = "すべて"
PERSON = "P1"
YES = ("同意", "一部同意")
NARROWEST_FIRST = ("撤回", "拒否", "保留", "一部同意", "同意")
HONORIFICS = ("さん", "君", "ちゃん", "氏", "様")
HEAD, LEAD = ("head",), ("lead",)

# ------------------------------------------------------------------------------------------------------------ small things


def remember(one, *names):
    """Answer each question to one object once only: these worlds do not change."""
    for name in names:
        setattr(one, name, cache(getattr(one, name)))


def iso(day):
    """A day as ISO text, given as text or as a date."""
    return day if isinstance(day, str) else day.isoformat()


def valid_on(row, day):
    """«since/until a span, inclusive»."""
    return row.get("since", "0000") <= day <= row.get("until", "9999")


def is_scalar(value):
    """A text, a number, a yes or no."""
    return not isinstance(value, dict | list)


def leaves_of(value, at=()):
    """Every leaf of a record: a scalar, or a list without mappings in it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if at or key not in ("schema", "id", "case", "recorded", "recorded_by"):
                yield from leaves_of(inner, (*at, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for n, inner in enumerate(value):
            yield from leaves_of(inner, (*at, n))
    elif value not in ([], None):
        yield at


def value_at(record, key):
    """The value at the end of a key path."""
    for step in key:
        record = record[step]
    return record


def texts_of(value):
    """All texts in a value."""
    if isinstance(value, list):
        return [text for one in value for text in texts_of(one)]
    return [value] if isinstance(value, str) else []


def kind_of(record):
    """note/1 → note."""
    return str(record.get("schema", "")).split("/")[0]


# ------------------------------------------------------------------------------------------------------------------- names

OLD_FORMS = dict(
    zip(
        "髙﨑德濵濱邊邉齋齊澤廣國櫻嶋嶌𠮷眞惠壽龍瀧淵桒冨靜榮彌禮條圓藏濟槇遙凛曾顯晉萬與豐邨栁舘繩鐵應學實",
        "高崎徳浜浜辺辺斎斉沢広国桜島島吉真恵寿竜滝渕桑富静栄弥礼条円蔵済槙遥凜曽顕晋万与豊村柳館縄鉄応学実",
        strict=True,
    )
)


def fold(text):
    """«NFKC», and what people write for one another: kana of both kinds, old forms of kanji, upper case, blanks."""
    result = ""
    for letter in unicodedata.normalize("NFKC", text):
        if letter.isspace():
            continue
        if "ァ" <= letter <= "ヶ":
            result += chr(ord(letter) - ord("ァ") + ord("ぁ"))
        else:
            result += OLD_FORMS.get(letter, letter)
    return result.casefold()


def given_part(name):
    """The name after the blank («姓 空白 名 where known»)."""
    parts = unicodedata.normalize("NFKC", name).split()
    return "".join(parts[1:]) if len(parts) > 1 else ""


def given_needles(given):
    """«given name of two letters or more, of one letter before さん 君 ちゃん 氏 様»."""
    given = fold(given)
    if len(given) >= 2:
        return {given}
    return {fold(given + honorific) for honorific in HONORIFICS} if given else set()


def needles(person, whole_only=False):
    """«Names of persons (whole; given name …; kana; aliases of two letters or more; NFKC)»."""
    name, kana, alias = person.get("name", ""), person.get("kana", ""), person.get("alias", "")
    found = {fold(name)} if name.strip() else set()
    if kana.strip():
        found.add(fold(kana))
    if whole_only:
        return found
    found |= given_needles(given_part(name))
    if kana.strip():
        if KANA_OF_THE_GIVEN_NAME:
            found |= given_needles(given_part(kana))
    if len(fold(alias)) >= 2:
        found.add(fold(alias))
    return found


# ------------------------------------------------------------------------------------------------------------- the workspace


class Ledger:
    """The workspace as given, and what is looked up in it."""

    def __init__(self, files, unread):
        self.files, self.unread = files, frozenset(unread)
        self.agencies = self.profile("agencies").get("agencies", [])
        self.staff = self.profile("staff").get("staff", [])
        self.kinds = self.profile("meetings").get("kinds", [])
        remember(self, "cases", "of_case", "unread_of", "single", "postings", "is_tax", "pairs", "linked")

    def profile(self, name):
        """A file of the profile."""
        return self.files.get(f"profile/{name}.yaml", {})

    def meeting_path(self, meeting_id):
        """Where a meeting lies, or None."""
        found = [path for path in self.files if path.startswith("meetings/") and path.endswith(f"/{meeting_id}/meeting.yaml")]
        return found[0] if found else None

    def cases(self):
        """All cases that have a folder."""
        return sorted({path.split("/")[2] for path in {*self.files, *self.unread} if path.startswith("cases/")})

    def of_case(self, case):
        """The readable records of a case by path."""
        return {p: r for p, r in sorted(self.files.items()) if p.startswith("cases/") and p.split("/")[2] == case}

    def unread_of(self, case, rest):
        """Unreadable files of a case whose path inside it starts so."""
        return [
            p
            for p in self.unread
            if p.startswith("cases/") and p.split("/")[2] == case and "/".join(p.split("/")[3:]).startswith(rest)
        ]

    def single(self, case, name):
        """case.yaml or household.yaml of a case; {} where it is not there or cannot be read."""
        return next((r for p, r in self.of_case(case).items() if p.endswith(f"/{case}/{name}")), {})

    def people(self, case):
        """The people of a case."""
        return self.single(case, "household.yaml").get("people", [])

    def postings(self, staff, day):
        """«the agency on the date counts»: the agencies of a staff member on a day."""
        return {row["agency"] for row in self.staff if row["id"] == staff and valid_on(row, day)}

    def is_tax(self, agency):
        """An agency whose kind says 税務."""
        return any(row["id"] == agency and "税務" in row.get("kind", "") for row in self.agencies)

    def pairs(self):
        """never_together of all households, each end as (case, person)."""
        return [
            tuple(tuple(end.split("#")) if "#" in end else (case, end) for end in pair)
            for case in self.cases()
            for pair in self.single(case, "household.yaml").get("never_together", [])
        ]

    def linked(self, case):
        """Cases linked with this one by related, continued_from or never_together, from either side."""
        found = set()
        for one in self.cases():
            head = self.single(one, "case.yaml")
            others = {row["case"] for row in head.get("related", [])} | {head.get("continued_from", one)}
            others |= {end[0] for pair in self.pairs() if one in {end[0] for end in pair} for end in pair}
            if one == case:
                found |= others
            elif case in others:
                found.add(one)
        return found - {case}


def stands(case_files, path):
    """How a record stands after corrections: 'stands', 'gone' (corrected, void) or 'open' (two corrections of one record)."""
    ends, doubled = readings_of(case_files, path)
    if doubled:
        return "open"
    return "stands" if ends == {path} and not is_void(case_files[path]) else "gone"


def is_void(record):
    """A correction that says: it belonged elsewhere."""
    return bool(record.get("corrects", {}).get("void"))


def corrections_of(case_files, path):
    """«corrected by a new event of the same kind with `corrects`»: the paths of those that correct this record."""
    record = case_files[path]
    return [
        other
        for other, one in case_files.items()
        if one.get("corrects", {}).get("record") == record.get("id") and kind_of(one) == kind_of(record) and other != path
    ]


def first_of(case_files, path):
    """Follow the corrections back to what was written first."""
    seen = set()
    while path not in seen:
        seen.add(path)
        target = case_files[path].get("corrects", {}).get("record")
        back = [p for p, one in case_files.items() if one.get("id") == target and kind_of(one) == kind_of(case_files[path])]
        if target is None or not back:
            return path
        path = back[0]
    return path


def readings_of(case_files, path):
    """The ends of all chains of corrections from the first record on, and whether more than one of them may count."""
    ends = ends_of(case_files, first_of(case_files, path), frozenset())
    return ends, len(ends) > 1


def ends_of(case_files, here, seen):
    """What may count in a record's place. A correction that was voided itself counts no more: a voiding that was voided
    leaves the record as it was, and of two corrections the voiding of one settles which counts."""
    after = [] if here in seen else corrections_of(case_files, here)
    standing, taken_back = set(), set()
    for one in after:
        ends = ends_of(case_files, one, seen | {here})
        if ends != {one} and all(is_void(case_files[end]) for end in ends):
            taken_back |= ends
        else:
            standing |= ends
    if standing or not after:
        return standing or {here}
    return {here} if all(is_void(case_files[one]) for one in after) else {min(taken_back)}


# ----------------------------------------------------------------------------------------------------------------- consents


class Consents:
    """The acts of consent of one case, in every reading of its corrections."""

    def __init__(self, ledger, case):
        records = {p: r for p, r in ledger.of_case(case).items() if kind_of(r) == "consent"}
        self.unread = bool(ledger.unread_of(case, "consents/"))
        groups = {first_of(records, path): readings_of(records, path)[0] for path in records}
        self.doubtful = {records[end]["id"] for ends in groups.values() if len(ends) > 1 for end in ends}
        self.readings = [
            [records[end] for end in ends if not is_void(records[end])]
            for ends in product(*(sorted(group) for group in groups.values()))
        ]

    def in_force(self, reading, person, day):
        """«the act in force (latest date; on one day the narrowest, 撤回 first)». Two alike on one day: both."""
        mine = [act for act in reading if act["person"] == person and act["date"] <= day]
        latest = [act for act in mine if act["date"] == max(one["date"] for one in mine)]
        ranks = [NARROWEST_FIRST.index(act["act"]) for act in latest]
        return [act for act in latest if NARROWEST_FIRST.index(act["act"]) == min(ranks)]

    def live(self, person, day):
        """«is 同意 or 一部同意, not expired», in every reading."""
        return self.decided(person, day) and all(
            bool(acts := self.in_force(reading, person, day)) and all(is_live(act, day) for act in acts)
            for reading in self.readings
        )

    def decided(self, person, day):
        """«What cannot be decided (unreadable, two corrections …) is withheld»: no act in force is one of two corrections."""
        in_force = [act for reading in self.readings for act in self.in_force(reading, person, day)]
        return not self.unread and not any(act["id"] in self.doubtful for act in in_force)

    def allow(self, person, day, audience, categories=frozenset(), tax=False):
        """Whether one person allows it: live, «covers r's category, and A ⊆ share_with minus except», in every reading."""
        return self.decided(person, day) and all(
            bool(acts := self.in_force(reading, person, day))
            and all(is_live(act, day) and reaches(act, audience, categories, tax) for act in acts)
            for reading in self.readings
        )


def is_live(act, day):
    """An act that allows something on a day; `until` is the last day."""
    return act["act"] in YES and day <= act.get("until", "9999")


def reaches(act, audience, categories, tax):
    """Whether a live act covers the audience, the categories and, where asked, tax information."""
    share = act.get("share_with", {})
    agencies = share.get("agencies", [])
    meant = audience if agencies == ALL else set(agencies)
    if not audience <= set(meant) - set(share.get("except", [])):
        return False
    given = act.get("categories", [])
    if given != ALL and not set(categories) <= set(given):
        return False
    return bool(act.get("tax")) if tax else True


# ------------------------------------------------------------------------------------------------------------------- pieces


@dataclass(frozen=True)
class Piece:
    """What the table says of one leaf. `categories` = {すべて}: only under すべて. `persons` empty: the 本人."""

    persons: tuple = ()
    categories: frozenset = frozenset()
    source: str = ""
    first_row: bool = False
    never: bool = False
    open: bool = False
    view: bool = False
    mask: bool = False


ONLY_UNDER_ALL = frozenset([ALL])


def as_categories(value):
    """«its categories; none given: only under すべて»."""
    if not value or value == ALL:
        return ONLY_UNDER_ALL
    return frozenset([value] if isinstance(value, str) else value)


class Table:
    """The table of pieces for one case and one day."""

    def __init__(self, ledger, case, day):
        self.ledger, self.case, self.day = ledger, case, day
        self.files = ledger.of_case(case)
        self.household = ledger.single(case, "household.yaml")
        remember(self, "how_it_stands")

    def how_it_stands(self, path):
        """Whether a record of the case stands."""
        return stands(self.files, path)

    def piece(self, path, key):
        """Return the row of the table for a leaf of a record of the case."""
        record = self.files[path]
        kind = kind_of(record)
        how = self.how_it_stands(path)
        if how == "gone" or {"extra", "corrects", "caller", "evidence", "protocol", "never_together"} & set(key):
            return Piece(never=True)
        rows = {
            "case": self.of_head, "household": self.of_household, "intake": self.of_intake, "note": self.of_note,
            "assessment": self.of_assessment, "plan": self.of_plan, "monitoring": self.of_plan_record,
            "evaluation": self.of_plan_record, "placement": self.of_plan_record, "decision": self.of_decision,
            "screening": self.of_other, "referral": self.of_other, "referral_step": self.of_other,
        }  # fmt: skip
        if kind not in rows:
            return Piece(never=True)
        # «What cannot be decided (unreadable, two corrections …) is withheld.»
        folder = path.rpartition("/")[0]
        if UNREAD_EVENT_MAY_CORRECT_ANOTHER and "recorded" in record:
            if any(one.rpartition("/")[0] == folder for one in self.ledger.unread):
                return Piece(open=True)
        return Piece(open=True) if how == "open" else rows[kind](record, key)

    def of_head(self, record, key):
        """«case id, agencies, lead, kind of plan, timing, points to discuss | none | none»."""
        return Piece(first_row=True) if key[0] in ("lead_agency", "lead_since", "lead_staff", "team") else Piece(never=True)

    def of_household(self, record, key):
        """«a person's fields in household | that person | …; relation, ties: both ends, 世帯»."""
        if key[0] == "people":
            return self.of_person(record["people"][key[1]], key[2])
        if key[0] == "relations":
            row = record["relations"][key[1]]
            return Piece(persons=(row["a"], row["b"]), categories=frozenset(["世帯"]))
        if key[0] == "ties":
            tie = record["ties"][key[1]]
            hidden = any(one["id"] == tie["person"] and "protected" in one for one in record.get("people", []))
            return Piece(
                persons=(tie["person"],), categories=frozenset(["世帯"]), mask=hidden and TIES_OF_THE_PROTECTED_ARE_MASKED
            )
        return Piece(never=True)

    def of_person(self, person, field):
        """«基本情報; health 健康・医療; care_level 介護; certificates 障害; school_or_work …; issues only under すべて; relation»."""
        masked = "protected" in person and field in ("address", "phone", "school_or_work")
        if field == "relation":
            return Piece(persons=(person["id"], PERSON), categories=frozenset(["世帯"]))
        special = {"health": ["健康・医療"], "care_level": ["介護"], "certificates": ["障害"], "issues": [ALL]}
        categories = special.get(field, ["基本情報"])
        if field == "school_or_work":
            categories = self.school_or_work(person)
        return Piece(persons=(person["id"],), categories=frozenset(categories), mask=masked)

    def school_or_work(self, person):
        """«school_or_work 子ども・教育 under 18, 就労 from 18, both where the age is unknown»."""
        today = date.fromisoformat(self.day)
        ages = set()
        if "born" in person:
            # «attained at the end of the day before the birthday»: on that day already
            ages = {age_on(person["born"], today + timedelta(days=1))}
        elif "born_year" in person:
            ages = {today.year - person["born_year"] - 1, today.year - person["born_year"]}
        if ages and max(ages) < 18:
            return ["子ども・教育"]
        if ages and min(ages) >= 18:
            return ["就労"]
        return ["子ども・教育", "就労"]

    def of_intake(self, record, key):
        """«complaint.by_person, .by_agency · .by_family | 本人 · 本人 and every 世帯員 | 基本情報»; its other fields: すべて."""
        if key[0] != "complaint":
            return Piece(categories=ONLY_UNDER_ALL)
        basic = frozenset(["基本情報"])
        if key[1] == "by_family":
            family = [one["id"] for one in self.household.get("people", []) if one["role"] == "世帯員"]
            return Piece(persons=(PERSON, *family), categories=basic)
        source = ""
        if key[1] == "by_agency":
            if BY_AGENCY_IS_SAID_BY_AGENCIES:
                source = f"機関:{record['agency']}" if BY_AGENCY_OF_A_TAX_INTAKE_IS_TAX else "機関"
        return Piece(persons=(PERSON,), categories=basic, source=source)

    def of_other(self, record, key):
        """«intake's other fields, screening, referral, the item's why | 本人 | only under すべて»."""
        source = self.source_of(record)
        if not source and REFERRAL_IS_SAID_BY_AGENCIES and kind_of(record) in ("referral", "referral_step"):
            source = f"機関:{record.get('from_agency', '')}"
        return Piece(categories=ONLY_UNDER_ALL, source=source)

    def of_note(self, record, key):
        """«note | about, else 本人 | its category; none given: only under すべて»."""
        return Piece(
            persons=tuple(record.get("about", ())),
            categories=as_categories(record.get("category")),
            source=self.source_of(record),
            view=key[0] == "view",
        )

    def of_assessment(self, record, key):
        """«people[] · parts[] · summary, direction | that person · about, else 本人 | 基本情報 · the part's · only under すべて»."""
        written_by = self.source_of(record)
        if key[0] == "people":
            person = record["people"][key[1]]["person"]
            return Piece(persons=(person,), categories=frozenset(["基本情報"]), source=written_by)
        if key[0] == "parts":
            part = record["parts"][key[1]]
            return Piece(
                persons=tuple(part.get("about", ())),
                categories=as_categories(part["category"]),
                source=part.get("source", written_by),
            )
        return Piece(categories=ONLY_UNDER_ALL, source=written_by)

    def of_plan(self, record, key):
        """«plan | plan.persons | its categories; none given: only under すべて»."""
        return Piece(persons=tuple(record["persons"]), categories=as_categories(record.get("categories")))

    def versions(self, record):
        """The versions of the plan that a record is about; None where one of them cannot be found or read."""
        plan, version = record["plan"], record.get("version")
        if version is None:
            found = [r for r in self.files.values() if kind_of(r) == "plan" and r["id"] == plan]
            if "date" in record:
                found = [r for r in found if r.get("made_on", "") <= record["date"]] or found
            return found if found and not self.ledger.unread_of(self.case, f"plans/{plan}/") else None
        found = [r for r in self.files.values() if kind_of(r) == "plan" and (r["id"], r["version"]) == (plan, version)]
        return found or None

    def of_plan_record(self, record, key):
        """«monitoring, evaluation, placement | plan.persons | its categories»."""
        versions = self.versions(record)
        if versions is None:
            return Piece(open=True)
        persons, categories = merged(versions)
        return Piece(persons=persons, categories=categories, source=self.source_of(record))

    def of_decision(self, record, key):
        """«decision points and to-dos | plan.persons, else about, else 本人 | its categories; none given: only under すべて»."""
        point = record["points"][key[1]] if key[0] == "points" else {}
        persons = tuple(point.get("about") or record.get("about", ()))
        categories = ONLY_UNDER_ALL
        if "plan" in record:
            versions = self.versions(record)
            if versions is None:
                return Piece(open=True)
            of_plan, _ = merged(versions)
            named = (*record.get("about", ()), *point.get("about", ())) if NAMED_BESIDE_THE_PLAN_ARE_ASKED else ()
            persons = tuple(dict.fromkeys((*of_plan, *named)))
        # «its categories; none given: only under すべて»: a decision has categories of its own
        for own in (record.get("categories"), point.get("category")):
            if own:
                categories = as_categories(own)
        return Piece(persons=persons, categories=categories, source=point.get("source", ""))

    def source_of(self, record):
        """Its own source; else 税務 where somebody posted at a tax agency on the day wrote it."""
        if record.get("source"):
            return record["source"]
        posted = self.ledger.postings(record.get("staff"), record.get("date", ""))
        return "税務" if any(self.ledger.is_tax(agency) for agency in posted) else ""


def merged(versions):
    """All persons and all categories of some versions of a plan."""
    persons = tuple(dict.fromkeys(person for one in versions for person in one["persons"]))
    return persons, frozenset().union(*(as_categories(one.get("categories")) for one in versions))


def age_on(born, day):
    """Age in years on a day, the birthday counted; somebody born on 29 February has it on 1 March of other years."""
    year, month, number = (int(part) for part in born.split("-"))
    return day.year - year - ((day.month, day.day) < (month, number))


# ---------------------------------------------------------------------------------------------------------------- the room


class Room:
    """Who sits in the room of a meeting on a day."""

    def __init__(self, ledger, meeting, day):
        self.ledger, self.meeting, self.day = ledger, meeting, day
        attendees = meeting.get("attendees", [])
        # who is known not to have come (came: false) is no member
        self.present = [row for row in attendees if row.get("came") is not False]
        here = {row["agency"] for row in self.present if "agency" in row}
        self.absent = {row["agency"] for row in attendees if "agency" in row and row.get("came") is False} - here
        self.persons = {(row["case"], row["person"]) for row in self.present if "person" in row and "case" in row}

    def agencies_of(self, row):
        """The agency written and, «the agency on the date counts», the one where the person named is posted on the day."""
        if "agency" not in row:
            return set()
        return {row["agency"]} | (self.ledger.postings(row["staff"], self.day) if "staff" in row else set())

    def members(self, item):
        """«A is the members of the item (default: of the meeting)»."""
        named = set(item.get("members", ()))
        found = named - self.absent
        for row in self.present:
            agencies = self.agencies_of(row)
            joins = agencies & named if TRANSFER_JOINS_THE_ITEM else {row.get("agency")} & named
            if joins or not named:
                found |= agencies
        return found

    def audience(self, item, agency):
        """The members, or one agency (`--for`); an agency that is not among the members gets nothing."""
        members = self.members(item)
        if agency:
            return {agency} if agency in members else set()
        return members

    def secrecy_lacks(self, item):
        """«each attendee's secrecy is acknowledged on or before d (an agency without a named person: by one of its staff on
        the roll)»."""
        rows = [row for row in self.present if "agency" in row]
        if not SECRECY_OF_EVERY_ATTENDEE:
            rows = [row for row in rows if self.agencies_of(row) & self.members(item)]
        silent = set(item.get("members", ())) - self.absent - {row["agency"] for row in rows}
        rows = [*rows, *({"agency": agency} for agency in silent)]
        if PERSONS_LACK_SECRECY and self.persons:
            return True
        return not all(self.has_pledged(row) for row in rows)

    def has_pledged(self, row):
        """Whether one attendee has acknowledged secrecy on or before the day."""
        if "staff" in row:
            roll = [one for one in self.ledger.staff if one["id"] == row["staff"] and valid_on(one, self.day)]
        else:
            roll = [one for one in self.ledger.staff if one["agency"] == row["agency"] and valid_on(one, self.day)]
        return any(one.get("pledged_on", "9999") <= self.day for one in roll)


# ------------------------------------------------------------------------------------------------------- one item, one day


class ItemOnDay:
    """The rules for one item of a meeting on one of the two days."""

    def __init__(self, ledger, meeting, item, day, agency):
        self.ledger, self.meeting, self.item, self.day = ledger, meeting, item, day
        self.case = item.get("case", "")
        self.room = Room(ledger, meeting, day)
        self.audience = self.room.audience(item, agency)
        self.with_persons = bool(self.room.persons) and (PERSONS_IN_ROOM_COUNT_WITH_FOR or not agency)
        kinds = [row for row in ledger.kinds if row["id"] == meeting["kind"] and valid_on(row, meeting["date"])]
        self.kind = kinds[0] if len(kinds) == 1 else None
        self.table = Table(ledger, self.case, day) if self.case else None
        self.consents = Consents(ledger, self.case) if self.case else None
        remember(self, "consent_needed", "persons", "closed", "pairs", "left_out", "ended", "undecided", "secrecy_lacks")

    def consent_needed(self):
        """«Consent needed (kind, or per_case)»: per_case unless the item states both why and basis."""
        if self.kind["consent"] == "per_case":
            return not (self.item.get("why", "").strip() and self.item.get("basis", "").strip())
        return self.kind["consent"] == "required"

    def persons(self):
        """The plan's persons, else the 本人; None where the version of the plan cannot be found or read."""
        if "plan" not in self.item:
            return (PERSON,)
        version = self.item.get("version")
        if version is None:
            numbers = [r["version"] for r in self.table.files.values() if kind_of(r) == "plan" and r["id"] == self.item["plan"]]
            version = max(numbers, default=None)
            if version is None or self.ledger.unread_of(self.case, f"plans/{self.item['plan']}/"):
                return None
        found = self.table.versions({"plan": self.item["plan"], "version": version})
        return tuple(found[0]["persons"]) if found else None

    def closed(self):
        """Why the whole item is withheld, its head too; 0 where it is not."""
        if self.meeting.get("called_off") or not self.audience:
            return NO_AUDIENCE  # «No audience: nothing.»
        if self.kind is None:
            return 6
        if not self.case:
            return 0
        if not self.kind["takes_cases"]:
            return NO_CASES  # «shown to any meeting that takes the case»
        # «never_together: both in the plan's persons → item withheld»; «what cannot be decided (unreadable …) is withheld»
        if self.ledger.unread_of(self.case, "household.yaml") or (self.persons() is None and self.pairs()):
            return 6
        if any(self.ledger.unread_of(end[0], "household.yaml") for pair in self.pairs() for end in pair):
            return 6
        if any(self.in_plan(a) and self.in_plan(b) for a, b in self.pairs()):
            return 4
        if PERSON_IN_ROOM_COUNTS_FOR_NEVER_TOGETHER and self.with_persons:
            for a, b in self.pairs():
                if (a in self.room.persons and self.in_plan(b)) or (b in self.room.persons and self.in_plan(a)):
                    return 4
        return 0

    def secrecy_lacks(self):
        """Whether one of the attendees has not acknowledged secrecy."""
        return self.room.secrecy_lacks(self.item)

    def pairs(self):
        """The pairs with somebody of this case."""
        return [pair for pair in self.ledger.pairs() if self.case in {end[0] for end in pair}]

    def in_plan(self, end):
        """Whether one end of a pair is among the item's persons."""
        return end[0] == self.case and end[1] in (self.persons() or ())

    def left_out(self):
        """«else the one who is not is left out»."""
        found = set()
        for pair in self.pairs():
            strangers = [end for end in pair if not self.in_plan(end)]
            if len(strangers) == 2 and not BOTH_STRANGERS_TO_THE_PLAN_LEFT_OUT:
                continue
            found |= {person for case, person in strangers if case == self.case}
        return found

    def ended(self):
        """Consent is needed and one of the item's persons has none that is live."""
        if not self.consent_needed():
            return False
        persons = self.persons()
        return persons is None or not all(self.consents.live(person, self.day) for person in persons)

    def undecided(self):
        """«What cannot be decided (unreadable …) is withheld»: what no text of this case can be judged without."""
        unread = self.ledger.unread_of
        if unread(self.case, "household.yaml") or unread(self.case, "case.yaml"):
            return True
        if not self.table.household:
            return True
        if UNREAD_INTAKE_HIDES_CALLERS and unread(self.case, "intakes/"):
            return True
        if self.persons() is None and self.pairs():
            return True
        others = self.ledger.linked(self.case) if UNREAD_LINKED_HOUSEHOLD_HIDES_NAMES else set()
        if UNREAD_OTHER_HOUSEHOLD_HIDES_NAMES:
            others = set(self.ledger.cases())
        return any(unread(case, "household.yaml") for case in others)

    def head(self):
        """The rule that withholds the head, 0 for none."""
        return self.closed()

    def lead(self):
        """The rule that withholds agencies and lead: «consent ended: without agencies and lead»."""
        if self.closed():
            return self.closed()
        if self.ledger.unread_of(self.case, "case.yaml"):
            return 6
        if self.ended():
            return 6 if self.consents.unread else 1
        return 0

    def gap(self):
        """«gap, resource | none | none»."""
        if self.closed():
            return self.closed()
        return 2 if not self.consent_needed() and self.secrecy_lacks() else 0

    def text(self, piece):
        """The rule that withholds a text, names in it apart; 0 for none."""
        if self.closed():
            return self.closed()
        if piece.never:
            return NEVER
        if piece.first_row:
            return self.lead()
        if piece.open or self.undecided():
            return 6
        needed = self.consent_needed()
        # «where no consent is needed and one lacks it, nothing but the first row of the table is released»
        if not needed and self.secrecy_lacks():
            return 2
        if needed and self.ended():
            return 6 if self.consents.unread else 1
        return self.of_persons(piece, needed) or self.of_room(piece)

    def of_persons(self, piece, needed):
        """Rules 1, 3 and the left-out of 4."""
        persons = piece.persons or (PERSON,)  # «an empty P is the 本人»
        if set(persons) & self.left_out():
            return 4
        # «for **every** person in P the act in force is …»
        if needed:
            if not all(self.consents.allow(one, self.day, self.audience, piece.categories) for one in persons):
                return 6 if self.consents.unread else 1
        # «Source 税務: a live consent with tax: true covering A, in every meeting»
        tax = piece.source == "税務" or (piece.source.startswith("機関:") and self.ledger.is_tax(piece.source[3:]))
        if tax and not all(self.consents.allow(one, self.day, self.audience, tax=True) for one in persons):
            return 6 if self.consents.unread else 3
        return 0

    def of_room(self, piece):
        """«A person or family member in the room: no `view`, nothing with source 機関 or 匿名.»"""
        if not self.with_persons:
            return 0
        near = {self.case} | self.ledger.linked(self.case)  # somebody of a linked case is a «family member»
        if STRANGER_IN_ROOM_CLOSES and any(case not in near for case, _ in self.room.persons):
            return 5
        if piece.view or piece.source == "匿名" or piece.source.startswith("機関"):
            return 5
        return 0


# ------------------------------------------------------------------------------------------------------------ one item whole


class ItemOfPaper:
    """One item on both days: «d is both the day of printing and the day of the meeting: shown only if allowed on both»."""

    def __init__(self, ledger, meeting, item, day, agency):
        self.ledger, self.item = ledger, item
        self.case = item.get("case", "")
        days = sorted({iso(day), meeting["date"]})
        self.days = [ItemOnDay(ledger, meeting, item, one, agency) for one in days]

    def on_all(self, ask):
        """The first rule that withholds on one of the days, 0 for none."""
        return next((rule for rule in (ask(day) for day in self.days) if rule), 0)

    def of_piece(self, path, key):
        """The rule that withholds a leaf, names apart."""
        return self.on_all(lambda one: one.text(one.table.piece(path, key)))

    def may_be_named(self, person):
        """Whether the name of one of the household may be shown: its name is a field of 基本情報."""
        piece = Piece(persons=(person["id"],), categories=frozenset(["基本情報"]))
        return self.on_all(lambda one: one.text(piece)) == 0

    def forbidden(self):
        """«Names of persons who may not be shown»."""
        if not self.case:
            return {n for case in self.ledger.cases() for one in self.ledger.people(case) for n in needles(one, whole_only=True)}
        own, others, known = set(), set(), set()
        for person in self.ledger.people(self.case):
            if self.may_be_named(person):
                known |= needles(person)
            else:
                own |= needles(person)
        for record in self.ledger.of_case(self.case).values():
            if kind_of(record) == "intake" and "caller" in record:
                others |= needles({"name": record["caller"].get("name", "")})
        linked = self.ledger.linked(self.case)
        for case in self.ledger.cases():
            if case != self.case:
                for person in self.ledger.people(case):
                    others |= needles(person, whole_only=case not in linked)
        return own | (others - known)

    def names_somebody(self, value, names):
        """«are searched in each shown text and block it»."""
        return any(name in fold(text) for text in texts_of(value) for name in names)

    def is_masked(self, path, key, value):
        """«protected: address, phone, school, workplace and the place of notes about that person masked»."""
        if self.days[0].table.piece(path, key).mask:
            return True
        if not STORED_ADDRESS_IN_TEXTS_IS_MASKED:
            return False
        for person in self.ledger.people(self.case):
            if "protected" in person:
                for field in ("address", "phone", "school_or_work"):
                    stored = fold(person.get(field, ""))
                    if len(stored) >= 2 and any(stored in fold(text) for text in texts_of(value)):
                        return True
        return False

    def answers(self, meeting_path, meeting):
        """Every leaf of the item: (key, outcome, rule)."""
        number = self.item["num"]
        yield (number, "", HEAD), *told(self.on_all(ItemOnDay.head))
        if not self.case:
            yield from self.answers_of_gap(number)
            return
        yield (number, "", LEAD), *told(self.on_all(ItemOnDay.lead))
        names = self.forbidden()
        at = ("items", meeting.get("items", []).index(self.item), "why")
        if "why" in self.item:
            rule = self.on_all(lambda one: one.text(Piece(categories=ONLY_UNDER_ALL)))
            yield (number, meeting_path, at), *told(rule or 7 * self.names_somebody(self.item["why"], names))
        for path, record in self.days[0].table.files.items():
            for key in leaves_of(record):
                value = value_at(record, key)
                rule = self.of_piece(path, key)
                # «searched in each shown text»: what is masked by its field is no shown text
                if not self.days[0].table.piece(path, key).mask:
                    rule = rule or 7 * self.names_somebody(value, names)
                outcome, rule = told(rule)
                if outcome == SHOWN and self.is_masked(path, key, value):
                    outcome, rule = MASKED, 4
                yield (number, path, key), outcome, rule

    def answers_of_gap(self, number):
        """The leaves of a gap."""
        path = f"gaps/{self.item['gap']}.yaml"
        record = self.ledger.files.get(path, {})
        names = self.forbidden()
        for key in leaves_of(record):
            rule = NEVER if key[0] == "extra" else self.on_all(ItemOnDay.gap)
            yield (number, path, key), *told(rule or 7 * self.names_somebody(value_at(record, key), names))


def told(rule):
    """An outcome and the rule behind it."""
    return (WITHHELD, rule) if rule else (SHOWN, 0)


# ----------------------------------------------------------------------------------------------------------------- the answer


def examine(files, unread, meeting_id, day, agency=""):
    """Every leaf of every record that the meeting's items name, with its outcome and the rule behind it."""
    ledger = Ledger(files, unread)
    path = ledger.meeting_path(meeting_id)
    if path is None:
        return {}
    meeting = files[path]
    found = {}
    for item in meeting.get("items", []):
        for leaf, outcome, rule in ItemOfPaper(ledger, meeting, item, day, agency).answers(path, meeting):
            found[leaf] = (outcome, rule)
    return found


def judge(files, unread, meeting_id, day, agency=""):
    """Say of every leaf whether it may be on the paper: shown, masked or withheld."""
    return {leaf: outcome for leaf, (outcome, _) in examine(files, unread, meeting_id, day, agency).items()}


def why(files, unread, meeting_id, day, agency=""):
    """Say of every leaf which rule withholds or masks it (1–7, NO_AUDIENCE, NO_CASES, NEVER); 0 where it is shown."""
    return {leaf: rule for leaf, (_, rule) in examine(files, unread, meeting_id, day, agency).items()}


# ------------------------------------------------------------------------------------------------------ what has to be there


def must_print(files, unread, meeting_id, day, agency=""):
    """Of what is shown, what cli.md says the paper must carry.

    «Per item: the timing's 検討事項, goals, support policy, roles, review dates, what changed since last time, open to-dos;
    without a plan: 受付, the complaint, why taken up, who is involved, the notes released since the last meeting, open
    to-dos.» Only what is beyond doubt is asked for: heads, goals, supports, complaint, why, facts of new notes, open to-dos.
    """
    shown = {leaf for leaf, outcome in judge(files, unread, meeting_id, day, agency).items() if outcome == SHOWN}
    ledger = Ledger(files, unread)
    path = ledger.meeting_path(meeting_id)
    if path is None:
        return set()
    meeting = files[path]
    wanted = set()
    for item in meeting.get("items", []):
        number = item["num"]
        wanted |= {leaf for leaf in shown if leaf[0] == number and leaf[2] in (HEAD, LEAD)}
        if "gap" in item:
            wanted.add((number, f"gaps/{item['gap']}.yaml", ("text",)))
            continue
        records = ledger.of_case(item["case"])
        wanted |= {(number, *leaf) for leaf in open_todos(records, meeting, item, iso(day))}
        if "plan" in item:
            wanted |= {(number, *leaf) for leaf in of_the_plan(records, item)}
        else:
            wanted.add((number, path, ("items", meeting["items"].index(item), "why")))
            wanted |= {(number, *leaf) for leaf in of_the_intake(records, iso(day))}
            wanted |= {(number, *leaf) for leaf in new_notes(ledger, records, meeting, item["case"], iso(day))}
    return wanted & shown


def of_the_plan(records, item):
    """Goals, and who does what, of the version that the item names."""
    for path, record in records.items():
        if kind_of(record) == "plan" and (record["id"], record["version"]) == (item["plan"], item.get("version")):
            for key in leaves_of(record):
                if (key[0], key[-1]) in (("goals", "text"), ("supports", "what")):
                    yield path, key


def of_the_intake(records, day):
    """The complaint of the last intake."""
    intakes = [(r["received_on"], p) for p, r in records.items() if kind_of(r) == "intake" and stands(records, p) == "stands"]
    intakes = [(on, path) for on, path in intakes if on <= day]
    last = max((on for on, _ in intakes), default="")
    newest = [path for on, path in intakes if on == last]
    if len(newest) == 1:
        for key in leaves_of(records[newest[0]]):
            if key[0] == "complaint":
                yield newest[0], key


def new_notes(ledger, records, meeting, case, day):
    """What happened, as told by notes after every earlier meeting and not after the day of printing or of this meeting."""
    earlier = [
        r["date"]
        for p, r in ledger.files.items()
        if p.startswith("meetings/") and r["id"] != meeting["id"] and r["date"] <= meeting["date"]
    ]
    last = max(earlier, default="")
    for path, record in records.items():
        if kind_of(record) == "note" and last < record["date"] <= min(day, meeting["date"]):
            if stands(records, path) == "stands":
                yield path, ("fact",)


def open_todos(records, meeting, item, day):
    """To-dos of decisions before this meeting, on the item's plan or on none like it, that no record speaks of again.

    None where the case has closed.
    """
    if any(kind_of(r) == "closing" for r in records.values()):
        return
    spoken = set()
    for record in records.values():
        spoken |= {str(done) for done in record.get("done", [])}
        spoken |= {str(row.get("of")) for row in record.get("moved", [])}
    for path, record in records.items():
        if kind_of(record) != "decision" or "corrects" in record or stands(records, path) != "stands":
            continue
        if record["date"] > min(day, meeting["date"]) or record.get("meeting") == meeting["id"]:
            continue
        if record.get("plan") != item.get("plan"):
            continue
        for n, todo in enumerate(record.get("todos", [])):
            if f"{record['id']}#{todo['num']}" not in spoken:
                yield path, ("todos", n, "what")
