"""Sets up, runs, tests and checks Afterword; nothing but the standard library."""
