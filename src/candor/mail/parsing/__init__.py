"""The parsing engine of Candor's mail: raw bytes in, plain values out. Pure: no Django, database or network."""
