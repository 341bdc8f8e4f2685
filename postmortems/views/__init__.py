"""Views fetch, ask and answer."""
