"""Finding the article that answers a question: an index of words, weighed as BM25 weighs them, and how it is asked."""
