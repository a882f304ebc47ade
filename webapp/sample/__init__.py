"""The sample college: invented people, papers and claims, made into real files."""
