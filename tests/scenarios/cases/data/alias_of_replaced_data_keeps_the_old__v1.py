PALETTE = ["red", "green"]
