"""The maturity model as immutable data; knows no college, no evidence and no claim."""
