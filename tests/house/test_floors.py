"""Imports run downwards only, and each library stops where the design says."""

from importlinter.cli import lint_imports


def test_every_import_contract_is_kept(capsys):
    outcome = lint_imports(no_cache=True)
    assert outcome == 0, capsys.readouterr().out
