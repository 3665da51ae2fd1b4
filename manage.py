"""The command line for those who look for manage.py; `scicomm` is the same thing."""

from scicomm.config.command_line import main

if __name__ == "__main__":
    main()
