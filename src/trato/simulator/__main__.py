"""`python -m trato.simulator --port P --seed N`."""

import argparse

from trato.foundation import logs
from trato.simulator.run import serve


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="trato.simulator", description="The simulated world.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logs.configure("sim")
    serve(options.host, options.port, options.seed)


if __name__ == "__main__":
    main()
