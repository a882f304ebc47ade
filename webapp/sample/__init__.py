"""The sample college: invented people, papers and claims, and the making of real files from them."""
