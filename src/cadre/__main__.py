"""`python -m cadre`: the command line."""

from cadre.cli.main import main

if __name__ == "__main__":
    main()
