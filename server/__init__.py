"""What the process holds, and what it serves beside the page: sound, and what a browser keeps without a rerun."""
