"""`report`: the HTML of a run's Allure results."""

from __future__ import annotations

import os
from pathlib import Path

import click

from conformance import checkout
from conformance.errors import ConfigError
from conformance.verdict import ExitCode


@click.command()
@click.argument("results", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="Where the run reported and the HTML goes, by default reports/build.",
)
@click.option("--open", "opens", is_flag=True, help="Show it in the browser, until Ctrl-C.")
@click.option("--single-file", is_flag=True, help="One HTML file for each view, which needs no server.")
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    help="A file that knows earlier runs and learns this one, by default beside the report.",
)
@click.option("--gate", is_flag=True, help="Exit code 1 if the results do not pass the quality gate.")
def report(
    results: tuple[Path, ...],
    report_dir: Path,
    opens: bool,
    single_file: bool,
    history: Path | None,
    gate: bool,
) -> int:
    """Make the HTML report of a run, or of all folders of RESULTS together: shards, workers, targets."""
    from reports.allure import results as names
    from reports.allure import site

    directory = report_dir.resolve()
    request = site.Request(
        results=tuple(folder.resolve() for folder in results) or (directory / names.NAME,),
        output=directory / site.NAME,
        history=(history or directory / "allure-history.jsonl").resolve(),
        single_file=single_file,
        environment=os.environ,
    )
    try:
        node = site.find_node()
        site.install(node, checkout.ROOT / ".cache")
        page = site.make(node, request)
        passed, said = site.passes_gate(node, request) if gate else (True, "")
    except site.SiteError as error:
        raise ConfigError(str(error)) from error
    click.echo(f"report: {page}")
    if not passed:
        click.echo(f"quality gate: {said}")
    if opens:
        _show(page, single_file=single_file)
    return ExitCode.CONFORMANT if passed else ExitCode.VIOLATIONS


def _show(page: Path, *, single_file: bool) -> None:
    """Open a page in the browser; one that loads its data needs a server, which only this machine reaches."""
    import functools
    import http.server
    import webbrowser

    if single_file:
        webbrowser.open(page.as_uri())
        return
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(page.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        click.echo(f"report: {address} until Ctrl-C")
        webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("closed")
