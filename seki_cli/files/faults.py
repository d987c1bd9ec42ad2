"""What is wrong with the text of a file, told so that the one who wrote it can mend it."""

from typing import Final

NO_PLAIN_FILE: Final = b"\0"
"""Stands for the text of what lies in a record's place and is no file, or may not be read: no record can hold it."""


class TextFault(Exception):
    """A file's text cannot be a record. Raised by the reader, caught where files are gathered; never shown as a traceback.

    `code` is a finding code (SEKI001–019), `line` and `column` are 1-based. The message never holds the file's text.
    """

    def __init__(self, code: str, message: str, remedy: str, *, line: int = 1, column: int = 1) -> None:
        """Take the code, the sentence, the remedy and the place."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.line = line
        self.column = column
