"""`python -m wparchive` is `wparchive`."""

from wparchive.cli import main

if __name__ == "__main__":
    main()
