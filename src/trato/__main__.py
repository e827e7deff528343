"""`python -m trato` is the `trato` command."""

from trato.entrypoints.cli.main import main

if __name__ == "__main__":
    main()
