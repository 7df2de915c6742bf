"""The pages of the console, a function each."""
