"""Zip packages as publishers send them: opened safely, the articles in them found, the parts told apart and prepared."""
