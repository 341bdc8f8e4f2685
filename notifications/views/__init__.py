"""The pages of notices and mail: one module a page."""
