"""The README says what is true."""

from __future__ import annotations

from pathlib import Path

from candor.config.settings.instance import SETTINGS, Setting

README = Path(__file__).parents[2] / "README.md"


def row_of(setting: Setting) -> str:
    """The setting's row in the README's table."""
    return f"| `{setting.variable}` | `{setting.name}` | {_shown(setting.default)} | {setting.meaning} |"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value not in ("", (), None) else ""


def test_every_setting_stands_in_the_readme_as_it_is() -> None:
    text = README.read_text("utf-8")
    missing = [row_of(setting) for setting in SETTINGS if row_of(setting) not in text]
    assert not missing, "The README's table lacks or misstates:\n" + "\n".join(missing)


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    known = {setting.variable for setting in SETTINGS}
    named = {line.split("`")[1] for line in README.read_text("utf-8").splitlines() if line.startswith("| `CANDOR_")}
    assert named <= known
