"""The ways out of the house, and the one way in from Django's own mail."""
