"""Which runs to make: factors, designs, and the study files that declare them."""
