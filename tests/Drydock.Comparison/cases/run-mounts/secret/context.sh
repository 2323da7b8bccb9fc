echo value > ../token
