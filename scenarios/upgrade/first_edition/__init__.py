"""The settings of the model's first edition, as its files state them: what the upgrade of such files reads."""
