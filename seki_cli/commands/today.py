"""The only clock of the whole package: which day it is, and when something is recorded."""

import os
from datetime import date, datetime, timedelta, timezone
from typing import Final

JST: Final = timezone(timedelta(hours=9), "JST")


def now() -> datetime:
    """Return the clock's time in JST, to the second. A test build (SEKI_TEST_BUILD=1) may set it: SEKI_CLOCK, with its zone."""
    told = os.environ.get("SEKI_CLOCK") if os.environ.get("SEKI_TEST_BUILD") == "1" else None
    moment = datetime.fromisoformat(told).astimezone(JST) if told else datetime.now(JST)
    return moment.replace(microsecond=0)


def today() -> date:
    """Return the clock's day in JST, wherever the machine stands: the nightly job may run on a UTC machine."""
    return now().date()


def wanted_day() -> str:
    """Return the day asked for by the environment (SEKI_TODAY), as text; empty if none."""
    return os.environ.get("SEKI_TODAY", "")
