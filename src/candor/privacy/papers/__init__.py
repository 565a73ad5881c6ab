"""Letters about requests that go by post: where to, what they say, how they are printed."""
