"""The college year: assessments, claims, citations, reviews, verdicts and judgements."""
