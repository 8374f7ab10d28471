"""``python -m dragoman`` does what ``dragoman`` does."""

from dragoman.cli import main

if __name__ == "__main__":
    main()
