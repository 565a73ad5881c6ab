"""Commands do not pay for pages, nor processes that answer no program for the API."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import path

from candor.kernel.http.routes import LateRoutes

START = """
import sys, django
django.setup()
from django.urls import resolve, reverse
from candor.kernel.command import open_house
open_house()
assert not {"candor.config.urls", "candor.config.faces.tech"} & set(sys.modules), "no command draws pages"
resolve("/tech/cases/"), reverse("public:contact")
assert not {"ninja", "pydantic", "candor.config.faces.api"} & set(sys.modules), "loaded too early"
print(resolve("/api/v1/token").func.policy.name, reverse("api:openapi"))
"""


@pytest.mark.slow
def test_a_start_does_not_load_the_api_and_its_first_request_does(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CANDOR_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
    }
    environment.pop("CANDOR_DATABASE", None)
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["api:", "token", "/api/v1/openapi.json"]


def test_late_routes_without_a_policy_are_refused_when_they_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    module = type(sys)("careless")
    module.urlpatterns = [path("x", lambda request: None)]
    monkeypatch.setitem(sys.modules, "careless", module)
    with pytest.raises(ImproperlyConfigured, match="policy"):
        _ = LateRoutes("careless/", "careless", namespace="careless").url_patterns
