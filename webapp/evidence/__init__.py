"""Pages of the evidence library: adding, describing, reading, citing."""
