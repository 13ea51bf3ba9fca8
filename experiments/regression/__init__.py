"""Regression experiments: tell a change of the model from noise, against a stored baseline."""
