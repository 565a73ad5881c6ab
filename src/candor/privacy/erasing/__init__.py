"""Erasing people: plan, confirmation, execution, verification. What is done to a piece is `do_to`, for everybody."""

from candor.privacy.erasing.doing import do_to
from candor.privacy.erasing.steps import Step, Whom, step_of, step_of_store

__all__ = ["Step", "Whom", "do_to", "step_of", "step_of_store"]
