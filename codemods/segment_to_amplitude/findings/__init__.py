"""What is said of each reference to Segment, and the catalogue of the codes that say it."""
