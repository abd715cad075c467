"""``python -m planvev``."""

from planvev.cli import main

if __name__ == "__main__":
    main()
