"""Kotlin and Java, which share classes, imports and clients."""
