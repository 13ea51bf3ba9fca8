"""Records of requests to a hotline: read without names and texts, described with intervals, compared with a city."""
