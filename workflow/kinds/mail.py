"""At which pace people are told, and how a mail stands."""

from enum import StrEnum


class MailPace(StrEnum):
    """How often a person wants mail."""

    DAILY = "daily"
    IMMEDIATE = "immediate"
    NEVER = "never"

    @property
    def words(self) -> str:
        """As people read it on the settings page."""
        return {
            "daily": "Once a working day, in the morning, when there is something",
            "immediate": "At once, each time",
            "never": "Never; I look at the home page",
        }[self.value]


class MailState(StrEnum):
    """Where a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
