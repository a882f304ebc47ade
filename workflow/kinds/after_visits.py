"""When progress after a visit is looked at, and how it is marked."""

from enum import StrEnum

# When progress is looked at after the report was first final, in months.
CHECK_MONTHS = (12, 24)


class ProgressMark(StrEnum):
    """What the team says of the progress on an area."""

    SUFFICIENT = "sufficient"
    NOT_SUFFICIENT = "not_sufficient"

    @property
    def words(self) -> str:
        """As people read it: `Not sufficient`."""
        return self.value.replace("_", " ").capitalize()
