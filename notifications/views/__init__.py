"""The pages of notices: one module a page."""
