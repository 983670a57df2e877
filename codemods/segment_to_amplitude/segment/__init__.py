"""Segment's side: its SDKs, their signatures, and the calls they share."""
