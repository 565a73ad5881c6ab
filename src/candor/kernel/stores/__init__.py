"""The keepers of the stores that the kernel itself runs: tables, files and the search index."""
