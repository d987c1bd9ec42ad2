"""Which fields of which record name somebody by an id: an agency, a member of staff, a programme, a person of the household.

Beside coded.py the other table that the checks walk; a test holds it to the schemas.
"""

from collections.abc import Mapping
from typing import Final

from seki_cli.model.walk import Path

Fields = Mapping[str, tuple[Path, ...]]

AGENCIES: Final[Fields] = {
    "case": (("team", "*", "agency"),),
    "household": (("ties", "*", "agency"),),
    "intake": (("agency",),),
    "screening": (("to_agency",),),
    "consent": (("share_with", "agencies", "*"), ("share_with", "except", "*")),
    "referral": (("from_agency",), ("to_agency",)),
    "plan": (("supports", "*", "agency"), ("monitoring", "agency")),
    "decision": (("todos", "*", "agency"), ("moved", "*", "agency"), ("next_lead",)),
    "evaluation": (("proposes", "next_lead"),),
    "closing": (("next_lead",),),
    "disclosure": (("to", "*"),),
    "meeting": (("attendees", "*", "agency"), ("items", "*", "members", "*"), ("printed", "*", "agency")),
}
"""Agencies by their id; the lead of a case has a rule of its own. 「なし」 and 「本人」 may stand in some of these fields."""

NO_AGENCY: Final = ("なし", "本人")

SOURCES: Final[Fields] = {
    "note": (("source",),),
    "monitoring": (("source",),),
    "assessment": (("parts", "*", "source"),),
    "decision": (("points", "*", "source"),),
}
"""Whose word it was; `機関:<id>` names an agency."""

SAID_BY_AGENCY: Final = "機関:"

STAFF: Final[Fields] = {
    "case": (("lead_staff",), ("team", "*", "staff")),
    "intake": (("received_by",), ("recorded_by",)),
    "screening": (("staff",), ("recorded_by",)),
    "assessment": (("staff",),),
    "consent": (("explained_by",), ("recorded_by",)),
    "note": (("staff",), ("next", "staff"), ("recorded_by",)),
    "referral": (("staff",), ("recorded_by",)),
    "referral_step": (("staff",), ("next", "staff"), ("recorded_by",)),
    "plan": (("made_by",), ("supports", "*", "staff"), ("monitoring", "staff")),
    "decision": (("todos", "*", "staff"), ("moved", "*", "staff"), ("recorded_by",)),
    "monitoring": (("staff",), ("recorded_by",)),
    "placement": (("staff",), ("recorded_by",)),
    "evaluation": (("staff",), ("recorded_by",)),
    "closing": (("recorded_by",),),
    "disclosure": (("staff",), ("recorded_by",)),
    "meeting": (("attendees", "*", "staff"), ("confirmed", "staff")),
    "resource": (("verified", "staff"),),
}

ACTING: Final[Fields] = {
    "intake": (("received_by",),),
    "screening": (("staff",),),
    "assessment": (("staff",),),
    "consent": (("explained_by",),),
    "note": (("staff",),),
    "referral": (("staff",),),
    "referral_step": (("staff",),),
    "plan": (("made_by",),),
    "monitoring": (("staff",),),
    "placement": (("staff",),),
    "evaluation": (("staff",),),
    "disclosure": (("staff",),),
    "meeting": (("attendees", "*", "staff"),),
}
"""Those of the staff who did something on the record's own day, so that they must have been posted somewhere."""

PROGRAMMES: Final[Fields] = {
    "intake": (("programme",),),
    "note": (("programme",),),
    "referral": (("programme",),),
    "referral_step": (("programme",),),
    "monitoring": (("programme",),),
    "activity": (("programme",),),
}

PERSONS: Final[Fields] = {
    "household": (("relations", "*", "a"), ("relations", "*", "b"), ("ties", "*", "person")),
    "assessment": (("people", "*", "person"), ("parts", "*", "about", "*")),
    "consent": (("person",),),
    "note": (("about", "*"),),
    "plan": (("persons", "*"),),
    "decision": (("about", "*"), ("points", "*", "about", "*")),
}
"""People of the record's own household; those of never_together and of a meeting may belong to another case."""
