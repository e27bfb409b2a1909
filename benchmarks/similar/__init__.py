"""How well and how quickly similar contacts are found, beside others, on sets with answers."""
