"""`python -m webapp`: the command line without its installed name."""

from webapp.cli import main

if __name__ == "__main__":
    main(prog_name="careers-evidence")
