"""What is true: documents, rules, deadlines."""
