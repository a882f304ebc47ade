"""A college's terms and closures, and the working days that follow from them."""
