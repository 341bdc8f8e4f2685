"""Post-mortems as Markdown: the template's own layout both ways, and other layouts in."""
