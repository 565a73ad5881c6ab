"""Changing many tickets at once, each in its own short transaction, with a way back for all of them.

`choosing` takes the selection as it is seen, `steps` is what is done with one ticket, `running` does it for all.
"""
