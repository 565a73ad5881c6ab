"""Erasing people: plan, confirmation, execution, verification. What is done to a piece is `do_to`, for everybody."""

from candor.privacy.erasing.confirming import confirm_erasure
from candor.privacy.erasing.doing import do_to
from candor.privacy.erasing.executing import carry_on, remove
from candor.privacy.erasing.finishing import overwrite_all
from candor.privacy.erasing.leasing import InOtherHands, Unfinished
from candor.privacy.erasing.planning import Asked, begin_plan, drop_plan, forget_dropped, plan_erasure, work_out
from candor.privacy.erasing.steps import Everybody, Step, Whom, step_of, step_of_store

__all__ = [
    "Asked",
    "Everybody",
    "InOtherHands",
    "Step",
    "Unfinished",
    "Whom",
    "begin_plan",
    "carry_on",
    "confirm_erasure",
    "do_to",
    "drop_plan",
    "forget_dropped",
    "overwrite_all",
    "plan_erasure",
    "remove",
    "step_of",
    "step_of_store",
    "work_out",
]
