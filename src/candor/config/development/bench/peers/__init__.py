"""django-helpdesk on the same data, in an environment of its own: its settings, addresses and loader.

The modules `peer_*` run there, without Candor, and are named from the folder that they lie in.
"""
