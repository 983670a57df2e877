"""The user's own rules: what they say, what they match, and how they are tested."""
