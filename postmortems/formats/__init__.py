"""Turns a document into other formats, and back."""
