"""The demo: Lindwurm Software, a small software company with six people, twenty customers and some sixty cases.

Everything is done by actions under a clock that is set back, in the order in which it would have happened, so that
facts, numbers, counters and dates agree as they do in a used instance. The texts stand in the TOML files here.
"""

from candor.helpdesk.demo.loading import DemoRefused, fill, is_loaded
from candor.helpdesk.demo.logins import PASSWORD, Login, logins

__all__ = ["PASSWORD", "DemoRefused", "Login", "fill", "is_loaded", "logins"]
