"""What mail itself looks for in incoming mail: answers to advertising, for whichever slice sent it."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.mail.actions.opt_outs import take_answer

inbound.register("mail.answers-to-advertising", take_answer, order=5)
