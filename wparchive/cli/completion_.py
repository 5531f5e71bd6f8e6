"""`wparchive completion`: the script that a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    r"""Print the completion script for a shell.

    \b
    bash:  wparchive completion bash >> ~/.bashrc
    zsh:   wparchive completion zsh >> ~/.zshrc
    fish:  wparchive completion fish > ~/.config/fish/completions/wparchive.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None
    root = ctx.find_root().command
    click.echo(completion(root, {}, "wparchive", "_WPARCHIVE_COMPLETE").source())
