"""What a lecture is, and every step of the work on one. Knows no page and loads no model."""
