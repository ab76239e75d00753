"""What a student has of a lecture beside its recording, taken in: transcripts, slides, whole lectures as JSON."""
