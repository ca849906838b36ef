"""Entry point of `pulumi up`, and of the offline preview, for every stack."""

from blueprints.program import run

run()
