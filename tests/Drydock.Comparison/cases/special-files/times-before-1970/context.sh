echo o > old
touch -d 1965-05-05T05:05:05Z old
