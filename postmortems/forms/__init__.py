"""From the table of the document to controls on a page, and from what was posted to edits."""
