PALETTE = ["red", "blue"]
