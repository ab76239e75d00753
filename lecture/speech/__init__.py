"""Sound -> Transcript: what is said in a recording, and when."""
