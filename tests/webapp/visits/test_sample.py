"""The sample on its page: the team draws and announces it, the college reads it then."""

import re

from tests.webapp.conftest import post
from tests.webapp.visits.test_views import address_of_visit


def test_the_college_reads_the_sample_and_why_once_it_is_announced(client_as):
    validator, college = client_as("validator"), client_as("careers_leader")
    address = f"{address_of_visit(validator)}/sample"
    before = college.get(address).text
    version = re.search(r'name="seen_version" value="(\d+)"', validator.get(address).text)[1]

    small = post(
        validator, address, f"{address}/draw", size="2", random_share="25", rules="rose",
        seen_version=version,
    )  # fmt: skip
    drawn = post(
        validator, address, f"{address}/draw", size="10", random_share="20", seed="31",
        rules=["rose", "highest"], seen_version=version,
    )  # fmt: skip
    version = re.search(r'name="seen_version" value="(\d+)"', validator.get(address).text)[1]
    announced = post(validator, address, f"{address}/announce", seen_version=version)
    after = college.get(address).text

    assert "The sample is not announced yet." in before
    assert small.status_code == 422
    assert "Choose at least 6" in small.text
    assert (drawn.status_code, announced.status_code) == (302, 302)
    assert "10 dimensions" in after
    assert "seed 31" in after
    assert "The level rose since last year" in after
    assert "Left out" in after
    assert "Draw it anew" not in after


def test_the_college_draws_nothing(client_as):
    college = client_as("careers_leader")
    address = f"{address_of_visit(college)}/sample"
    answer = post(college, address, f"{address}/draw", size="8", random_share="5", seen_version="0")

    assert answer.status_code == 403
