"""Whether the Python that runs this can run Candor: exit 0 or 1. `well` asks more of it than `anyhow`.

Called by the launcher with whatever it finds, so it must be understood by any Python: no syntax that is new.
"""

import sys


def is_built_well() -> bool:
    """With --enable-optimizations, or by the system, which has pip for it too."""
    import importlib.util
    import sysconfig

    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    is_fast = "--enable-optimizations" in options or sys.base_prefix == "/usr"
    return is_fast and importlib.util.find_spec("pip") is not None


sys.exit(sys.version_info < (3, 11) or (sys.argv[1] == "well" and not is_built_well()))
