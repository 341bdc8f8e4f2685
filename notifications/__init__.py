"""Who must hear of it, how and when."""
