"""Swift and Objective-C: one reader and resolver for both, and a writer each."""
