"""How the numbers of lecture/notes/ranks.json are learned from lectures that people have judged."""
