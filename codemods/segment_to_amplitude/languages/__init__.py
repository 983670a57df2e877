"""One package for each language: which names are Segment, what is read, what is written."""
