"""Pages of an assessment: overview, dimension, claims, reviews."""
