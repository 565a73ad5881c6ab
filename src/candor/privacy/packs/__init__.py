"""The rule packs that Candor brings along, and those that the owner has put into the instance's home."""
