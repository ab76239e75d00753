"""What is kept: the rows, the recordings, and the queue of work on them."""
