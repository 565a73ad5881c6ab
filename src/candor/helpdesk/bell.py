"""The help desk keeps the bells of all staff: what other floors ring for is written down beside what cases tell."""

from __future__ import annotations

from candor.helpdesk.actions.notifying import keep_news
from candor.kernel.registries import bell

bell.kept_by(keep_news)
