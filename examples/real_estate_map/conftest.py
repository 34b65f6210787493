"""Lets the tests import the app's modules, from wherever pytest is started."""
