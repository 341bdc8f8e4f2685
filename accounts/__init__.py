"""Who people are, their teams and roles."""
