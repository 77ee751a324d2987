"""`python -m social_care`: the same as the command `social-care`."""

from social_care.cli import main

if __name__ == "__main__":
    main()
