"""Years, assessments and the college's claims in them."""
