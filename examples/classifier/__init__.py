"""A small classifier of two interleaved spirals, trained with a loop of its own."""
