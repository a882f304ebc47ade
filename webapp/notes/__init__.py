"""Evidence without a file: observations, interviews and links, written down."""
