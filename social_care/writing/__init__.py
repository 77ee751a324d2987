"""What helps to write an answer: macros, variables, names, the sign-off, spelling. Pure."""
