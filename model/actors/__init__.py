"""Who acts in the city, one file a kind."""
