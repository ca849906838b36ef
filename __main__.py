"""Entry point of `pulumi up` and of the offline preview, for every stack; and of the components as a plugin."""

import sys

if sys.argv[1:2] and sys.argv[1].startswith("127.0.0.1:"):
    # The engine starts a plugin with its own address as the argument, and a stack's program with none.
    from components.plugin import serve

    serve()
else:
    from blueprints.program import run

    run()
