"""The help desk's pages in the Tech Center."""
