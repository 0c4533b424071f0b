"""The mechanics of one update, written out formula by formula in float64 numpy: made to be read, and checked."""
