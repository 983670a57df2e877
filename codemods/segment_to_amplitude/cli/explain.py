"""``explain``: what a finding's code means and what to do."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Explain a finding's code.

    Without a code, list them all.
    """
    from segment_to_amplitude.findings.codes import CODES

    if code is None:
        width = max((len(name) for name in CODES), default=0)
        for name in sorted(CODES):
            click.echo(f"{name.ljust(width)}  {CODES[name].applicability:<7}  {CODES[name].title}")
        return 0
    by_case = {name.casefold(): name for name in CODES}
    found = by_case.get(code.casefold())
    if found is None:
        from difflib import get_close_matches

        close = [by_case[name] for name in get_close_matches(code.casefold(), by_case)]
        hint = f" Did you mean {' or '.join(close)}?" if close else " `explain` without a code lists them all."
        raise click.UsageError(f"No finding has the code '{code}'.{hint}")
    page = CODES[found]
    click.echo(f"{page.name} ({page.applicability}): {page.title}")
    for paragraph in (page.explanation, page.advice):
        if paragraph:
            click.echo(f"\n{click.wrap_text(paragraph, 100, preserve_paragraphs=True)}")
    return 0
