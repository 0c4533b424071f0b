"""Networks on images: layers of any kind one after the other, each program compiled for exactly one such stack."""
