"""How cost grows with files, layers, stages and bytes."""
