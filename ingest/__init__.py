"""Documents, revisions and pages, and the steps of the worker that read them."""
