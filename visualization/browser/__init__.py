"""The browser: shows what the model says and computes nothing itself."""
