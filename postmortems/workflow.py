"""What may happen to a post-mortem, by whom and when: one table of transitions.

Each has its reasons against: empty means yes. The verb that refuses and the page that explains
ask the same function.
"""
