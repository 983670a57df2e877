from __future__ import annotations

import pytest

from segment_to_amplitude.rules.names import in_case


@pytest.mark.parametrize(
    ("name", "case", "expected"),
    [
        ("signed_up", "title", "Signed Up"),
        ("HTTPServer2 started", "snake", "http_server_2_started"),
        ("Signed Up", "camel", "signedUp"),
        ("signedUp", "pascal", "SignedUp"),
        ("Signed Up", "kebab", "signed-up"),
        ("signedUp", "sentence", "Signed up"),
        ("$host", "title", "Host"),
        ("ID", "title", "ID"),
        ("Signed Up", "upper", "SIGNED UP"),
        ("?!", "snake", "?!"),
        ("straße_länge", "title", "Straße Länge"),
    ],
)
def test_case(name: str, case: str, expected: str) -> None:
    assert in_case(name, case) == expected
