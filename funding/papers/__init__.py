"""Papers that are printed from what stands: agreement, orders to the bank, letter, settlement."""
