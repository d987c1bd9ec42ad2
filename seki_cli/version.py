"""The version of seki, in one place: the wheel, `--version` and the check for a newer format read it here."""

__version__ = "0.1.0"
