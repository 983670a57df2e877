"""``schema``: the JSON Schemas that other tools rely on."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("name", type=click.Choice(["findings", "settings"]))
def command(name: str) -> int:
    """Print a published JSON Schema.

    findings: of `--format json`. settings: of segment-to-amplitude.toml.
    """
    if name == "findings":
        from segment_to_amplitude.report.json_report import findings_schema

        click.echo(findings_schema(), nl=False)
        return 0
    import json

    from segment_to_amplitude.project.settings import settings_schema

    click.echo(json.dumps(settings_schema(), indent=2, ensure_ascii=False))
    return 0
