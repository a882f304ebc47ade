"""What may tell of single people is counted, and what only looks like it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.personal_data import PersonalKind, find, is_uln

ULN = "1234567899"


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        (f"Learner {ULN} moved on; ULN {ULN}.", PersonalKind.ULN, 2),
        ("NI number QQ 12 34 56 C? No: AB 12 34 56 C.", PersonalKind.NATIONAL_INSURANCE, 1),
        ("AB123456C", PersonalKind.NATIONAL_INSURANCE, 1),
        ("Date of birth: 04/09/2008", PersonalKind.DATE_OF_BIRTH, 1),
        ("She was born on 4th September 2008.", PersonalKind.DATE_OF_BIRTH, 1),
        ("Write to a.person@college.example now", PersonalKind.EMAIL, 1),
        ("Ring 01632 960 123 or 07700 900123 or +44 7700 900123", PersonalKind.PHONE, 3),
        ("Name\tPostcode\tCourse\nA\tLS1 4AP\tArt", PersonalKind.POSTCODE, 1),
        ("Learners\t2024\t2025\nHairdressing\t3\t12", PersonalKind.SMALL_NUMBERS, 1),
    ],
)
def test_each_kind_is_counted(text, kind, count):
    assert find(text)[kind] == count


@pytest.mark.parametrize(
    "text",
    [
        "The tender costs 1234567890 pounds in all.",
        "BG123456A and AB12345C are none.",
        "The college was born of a merger in 1998.",
        "Write to enquiries@college.example or ring 0300 123 1234.",
        "We met at LS1 4AP in May.",
        "Courses\t2024\t2025\nHairdressing\t3\t12",
        "Learners\tNote\tTerm\nAll\tthree campuses\t1",
        "Section 1.5.2026 and 12.05.2026, page 3 of 12",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert find(text) == {}


@given(st.integers(100_000_000, 999_999_999))
def test_at_most_one_last_digit_makes_a_learner_number(first_nine):
    assert sum(is_uln(f"{first_nine}{last}") for last in range(10)) <= 1


@given(st.text(max_size=300))
def test_any_text_is_looked_through(text):
    assert all(count > 0 for count in find(text).values())


def test_kinds_are_told_in_words():
    assert PersonalKind.DATE_OF_BIRTH.counted(2) == "2 dates of birth"
    assert PersonalKind.ULN.counted(1) == "1 unique learner number"
    assert PersonalKind.PHONE.counted(3) == "3 phone numbers"
