"""Which file of the project a Python import names."""

from __future__ import annotations

import pytest

from segment_to_amplitude.project.python_modules import PythonModules

FILES = (
    "manage.py",
    "shop/__init__.py",
    "shop/analytics.py",
    "shop/orders/__init__.py",
    "shop/orders/views.py",
    "shop/telemetry/__init__.py",
    "shop/telemetry/clients.py",
    "scripts/analytics.py",
    "scripts/report.py",
    "src/billing/__init__.py",
    "src/billing/events.py",
    "tests/test_billing.py",
    "notebooks/analytics/plots.py",
)


@pytest.mark.parametrize(
    ("importer", "name", "level", "path"),
    [
        ("shop/orders/views.py", "shop.analytics", 0, "shop/analytics.py"),
        ("shop/orders/views.py", "analytics", 1, None),
        ("shop/orders/views.py", "analytics", 2, "shop/analytics.py"),
        ("shop/orders/views.py", "telemetry", 2, "shop/telemetry/__init__.py"),
        ("shop/orders/views.py", "", 2, "shop/__init__.py"),
        ("tests/test_billing.py", "billing.events", 0, "src/billing/events.py"),
        ("scripts/report.py", "analytics", 0, "scripts/analytics.py"),
    ],
)
def test_an_import_names_a_file(importer: str, name: str, level: int, path: str | None) -> None:
    assert PythonModules(FILES).resolve(importer, name, level) == path


@pytest.mark.parametrize("importer", ["shop/analytics.py", "shop/orders/views.py", "manage.py"])
def test_a_module_in_a_package_does_not_hide_an_installed_one(importer: str) -> None:
    assert PythonModules(FILES).resolve(importer, "analytics") is None


def test_a_script_does_not_import_itself() -> None:
    assert PythonModules(FILES).resolve("scripts/analytics.py", "analytics") is None


def test_a_folder_without_init_is_only_a_package_for_what_is_in_it() -> None:
    modules = PythonModules(FILES)
    assert modules.resolve("notebooks/run.py", "analytics") is None
    assert modules.resolve("notebooks/run.py", "analytics.plots") == "notebooks/analytics/plots.py"


@pytest.mark.parametrize(
    ("importer", "path", "name"),
    [
        ("shop/orders/views.py", "shop/telemetry/clients.py", "shop.telemetry.clients"),
        ("shop/orders/views.py", "shop/telemetry/__init__.py", "shop.telemetry"),
        ("tests/test_billing.py", "src/billing/events.py", "billing.events"),
        ("scripts/report.py", "scripts/analytics.py", "analytics"),
    ],
)
def test_a_module_is_spelled_as_it_is_imported(importer: str, path: str, name: str) -> None:
    assert PythonModules(FILES).spelling(importer, path) == name


def test_imports_of_a_module_are_those_that_run_when_it_is_loaded() -> None:
    data = b"""\
import shop.analytics, os
from shop.telemetry import (
    clients,
)


def later():
    from shop.orders import views
"""
    found = PythonModules(FILES).imports("manage.py", data)
    assert found == {"shop/analytics.py", "shop/telemetry/__init__.py", "shop/telemetry/clients.py"}
