"""The demo's post-mortems: what a newcomer reads first."""
