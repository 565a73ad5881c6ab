"""What is known about people and their rows, in the words of the decision. Nothing here decides but `decide` itself."""

from candor.privacy.facts.circumstances import Circumstances, circumstances_of, circumstances_of_people
from candor.privacy.facts.deciding import Fates, decide_rows, decide_rows_by_period

__all__ = [
    "Circumstances",
    "Fates",
    "circumstances_of",
    "circumstances_of_people",
    "decide_rows",
    "decide_rows_by_period",
]
